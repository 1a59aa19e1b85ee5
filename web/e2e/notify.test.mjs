// What reaches an agent who does not look, and what works without a network: the palette, one notification for two tabs, the
// service worker and its shell, the manifest, and a push from the server to the worker, encrypted and read on the way.
//
// Chromium here knows no push service, so its own subscription is replaced by one at a server in this process, with real keys;
// what the server sends there is decrypted by RFC 8291 and handed to the page's real service worker through the debugger.
import assert from "node:assert/strict";
import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { after, afterEach, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { serve, until } from "./house.mjs";

const SHOTS = process.env.SHOTS ?? "";

/** A browser's keys, and reading what is encrypted for them. */
class Receiver {
  #keys = createECDH("prime256v1");
  auth = randomBytes(16);
  constructor() {
    this.#keys.generateKeys();
  }
  get p256dh() {
    return this.#keys.getPublicKey();
  }
  open(body) {
    const mac = (key, ...parts) => parts.reduce((h, p) => h.update(p), createHmac("sha256", key)).digest();
    const [salt, sender] = [body.subarray(0, 16), body.subarray(21, 86)];
    const one = Buffer.from([1]);
    const input = mac(
      mac(this.auth, this.#keys.computeSecret(sender)),
      "WebPush: info\0",
      this.p256dh,
      sender,
      one,
    );
    const pseudo = mac(salt, input);
    const key = mac(pseudo, "Content-Encoding: aes128gcm\0", one).subarray(0, 16);
    const nonce = mac(pseudo, "Content-Encoding: nonce\0", one).subarray(0, 12);
    const plain = createDecipheriv("aes-128-gcm", key, nonce).setAuthTag(body.subarray(-16));
    const text = Buffer.concat([plain.update(body.subarray(86, -16)), plain.final()]);
    return JSON.parse(text.subarray(0, text.lastIndexOf(2)).toString());
  }
}

/** A push service: keeps what comes, and who sent it. */
async function pushService() {
  const came = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    came.push({ path: request.url, headers: request.headers, body: Buffer.concat(parts) });
    response.writeHead(201).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${server.address().port}`;
  return { came, host, url: `http://${host}`, close: () => server.close() };
}

/** Whether the token is signed by the key that stands beside it, for this service. */
function signedFor(origin, authorization) {
  const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization);
  const [head, claims, signature] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const ok = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return ok && JSON.parse(Buffer.from(claims, "base64url")).aud === origin;
}

/** Lets a page be hidden, and counts what it shows and sounds. */
function watched() {
  if (!globalThis.isSecureContext || location.protocol === "about:") return;
  window.hiddenNow = false;
  Object.defineProperty(document, "visibilityState", {
    get: () => (window.hiddenNow ? "hidden" : "visible"),
  });
  window.hide = (on) => {
    window.hiddenNow = on;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  window.told = [];
  window.sounds = 0;
  const show = ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
    window.told.push({ title, ...options });
    if (window.stuck) return new Promise(() => {});
    return show.call(this, title, options);
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    window.sounds++;
    return start.call(this, at);
  };
}

describe("notifications", () => {
  let house;
  let browser;
  let service;
  const present = [];
  before(async () => {
    service = await pushService();
    [house, browser] = await Promise.all([
      serve("--set", `push.hosts=${service.host}`, "--set", "limits.visitor=off"),
      openBrowser(),
    ]);
    const { link } = await house.as("owner", "POST", "/agents", {
      name: "Rina Putri",
      email: "rina@toko.example",
      role: "agent",
    });
    await house.setUp(link, {
      role: "agent",
      name: "Rina Putri",
      email: "rina@toko.example",
      password: "kata-sandi-panjang",
    });
    if (SHOTS) await mkdir(SHOTS, { recursive: true });
  });
  after(async () => {
    await browser?.close();
    await house?.close();
    service?.close();
  });
  afterEach(async () => {
    for (const one of present.splice(0)) await one.close();
  });

  const come = async (options = {}) => {
    const visitor = await visit(browser, house.url, { worker: true, ...options });
    present.push(visitor);
    await visitor.context.grantPermissions(["notifications"], { origin: house.url });
    await visitor.context.addInitScript(watched);
    return visitor;
  };
  const prefer = (visitor, prefs) =>
    visitor.context.addInitScript(
      (p) =>
        location.protocol !== "about:" && localStorage.setItem("terang.console.prefs", JSON.stringify(p)),
      {
        notify: true,
        sound: true,
        ...prefs,
      },
    );
  const shot = async (page, name) => SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png` });

  /** A customer without a browser. */
  async function customer() {
    const call = async (path, body, token) => {
      const answer = await fetch(`${house.url}/api/v1/chat/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
      });
      assert.ok(answer.ok, `${path}: ${answer.status}`);
      return answer.json();
    };
    const { token, conversation_id: id } = await call("sessions", { key: house.key, language: "id" });
    let n = 0;
    const say = (text) => call("messages", { client_id: `n-${++n}`, text }, token);
    const wait = async () => {
      await say("aku mau bicara sama petugas");
      await until(
        "the customer waits",
        async () => (await house.as("owner", "GET", `/conversations/${id}`)).holder === "queue",
      );
      return id;
    };
    return { id, say, wait };
  }
  const ready = (page) => page.evaluate(() => navigator.serviceWorker.ready.then((r) => r.active !== null));
  const shown = (page) =>
    page.evaluate(async () =>
      (await (await navigator.serviceWorker.ready).getNotifications()).map((n) => ({
        title: n.title,
        body: n.body,
        tag: n.tag,
      })),
    );

  it("the palette finds commands in both languages, conversations by their words, and respects roles", async () => {
    const someone = await customer();
    await someone.say("apakah kopi gayo masih ada stok");
    const visitor = await come();
    const { page } = await atDesk(visitor, house, "agent", "#/all");
    await page.waitForSelector(`[data-row="${someone.id}"]`);
    await page.keyboard.press("Control+k");
    await page.waitForSelector("dialog.palette[open]");
    await accessible(page, "the palette");
    await shot(page, "palette-light");
    const first = () => page.locator(".palette-choice[aria-selected=true]").getAttribute("data-choice");
    for (const [typed, id] of [
      ["promis", "go_promises"],
      ["janji", "go_promises"],
      ["gelap", "dark"],
      ["dark", "dark"],
      ["sesi", "sessions"],
    ]) {
      await page.fill(".palette-field input", typed);
      await until(`"${typed}" finds ${id}`, async () => (await first()) === id);
    }
    for (const [typed, id] of [
      ["playbook", "playbooks"],
      ["audit", "audit"],
      ["web hook", "webhooks"],
    ]) {
      await page.fill(".palette-field input", typed);
      assert.equal(await page.locator(`[data-choice="${id}"]`).count(), 0, `an agent is offered ${id}`);
    }
    await page.fill(".palette-field input", "kopi gay");
    await page.locator(`[data-choice="found-${someone.id}"]`).waitFor();
    await shot(page, "palette-found");
    await page.fill(".palette-field input", "bima");
    await page.locator(".palette-choice", { hasText: "Bima" }).waitFor();
    await page.fill(".palette-field input", "kopi gay");
    await page.locator(`[data-choice="found-${someone.id}"]`).waitFor();
    for (let i = 0; i < 10 && (await first()) !== `found-${someone.id}`; i++)
      await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction((id) => location.hash.includes(id), someone.id);
    await page.waitForSelector("dialog.palette", { state: "detached" });
    await page.waitForSelector(".messages .msg");
    // On an open conversation its commands come first, with their keys beside them.
    await page.keyboard.press("Control+k");
    await page.locator('[data-choice="claim"] kbd', { hasText: "c" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.locator("dialog[open] .keys-line", { hasText: "Cari perintah" }).waitFor();

    const boss = await come();
    const theirs = (await atDesk(boss, house, "owner", "#/all")).page;
    await theirs.keyboard.press("Control+k");
    await theirs.fill(".palette-field input", "jejak");
    await theirs.keyboard.press("Enter");
    await theirs.waitForFunction(() => location.hash === "#/settings/audit");
  });

  it("two tabs show one notification and sound once; a tab that is looked at shows none", async () => {
    const visitor = await come();
    await prefer(visitor, {});
    const one = (await atDesk(visitor, house, "agent", "#/queue")).page;
    const two = await visitor.page("/console/#/mine");
    await two.waitForSelector(".shell");
    for (const page of [one, two]) await ready(page);
    const sum = async (name) =>
      (
        await Promise.all(
          [one, two].map((p) => p.evaluate((n) => (n === "told" ? window.told.length : window.sounds), name)),
        )
      ).reduce((a, b) => a + b);

    for (const page of [one, two]) await page.evaluate(() => window.hide(true));
    const first = await (await customer()).wait();
    await until("one of them tells it", async () => (await sum("told")) > 0);
    await new Promise((r) => setTimeout(r, 2500)); // longer than a claim that was lost is tried again
    assert.equal(await sum("told"), 1, "two hidden tabs told it once");
    assert.equal(await sum("sounds"), 2, "one bell has two tones");
    assert.deepEqual(
      (await shown(one)).map((n) => [n.title, n.tag]),
      [["Ada yang menunggu petugas", first]],
    );
    await until("the title counts", async () => /^\(\d+\)/.test(await one.title()));

    await two.evaluate(() => window.hide(false));
    await (await customer()).wait();
    await until("it rings where somebody looks", async () => (await sum("sounds")) === 4);
    await new Promise((r) => setTimeout(r, 2000));
    assert.equal(await sum("told"), 1, "nothing is shown while somebody looks");

    // The one that took it is closed before it could show it: the other does.
    await two.evaluate(() => window.hide(true));
    for (const page of [one, two])
      await page.evaluate(() => {
        window.stuck = true;
        window.told = [];
      });
    const last = await (await customer()).wait();
    const taker = await until("one takes it", async () => {
      for (const page of [one, two]) if (await page.evaluate(() => window.told.length > 0)) return page;
      return null;
    });
    const other = taker === one ? two : one;
    await other.evaluate(() => {
      window.stuck = false;
    });
    await taker.close();
    await until("the other shows it", () =>
      other.evaluate((id) => window.told.some((n) => n.tag === id), last),
    );

    // What is opened needs no notification any more.
    await other.evaluate((id) => {
      window.hide(false);
      location.hash = `#/queue/${id}`;
    }, last);
    await until("it is put away", async () => !(await shown(other)).some((n) => n.tag === last));
  });

  it("a reply to the own conversation and a mention are told, with no more than was chosen", async () => {
    const visitor = await come();
    await prefer(visitor, { sound: false });
    const { page } = await atDesk(visitor, house, "agent", "#/mine");
    await ready(page);
    const someone = await customer();
    const id = await someone.wait();
    await house.as("agent", "POST", `/conversations/${id}/claim`, {});
    await page.waitForSelector(`[data-row="${id}"]`);
    await page.evaluate(() => window.hide(true));
    await someone.say("rahasia sekali");
    const told = (title) =>
      until(title, () => page.evaluate((t) => window.told.find((n) => n.title === t), title));
    assert.doesNotMatch((await told("Balasan baru untuk Anda")).body, /rahasia/);
    await house.as("owner", "POST", `/conversations/${id}/notes`, {
      client_id: "m-1",
      text: "tolong @Rina Putri lihat",
    });
    await told("Nama Anda disebut di catatan");
    await page.evaluate(() => {
      window.told = [];
      window.hide(false);
    });
    const now = await house.as("agent", "GET", "/me/notifications");
    await house.as("agent", "PUT", "/me/notifications", { ...now.setting, reply: false });
    await page.reload();
    await page.waitForSelector(`[data-row="${id}"]`);
    await page.evaluate(() => window.hide(true));
    await someone.say("lagi");
    await page.waitForTimeout(1500);
    assert.deepEqual(await page.evaluate(() => window.told), [], "a kind that is switched off");
    await house.as("agent", "PUT", "/me/notifications", now.setting);
  });

  it("the shell opens without a network, says so, and keeps no answer of the API", async () => {
    const visitor = await come();
    const { page } = await atDesk(visitor, house, "owner", "#/queue");
    await ready(page);
    await page.reload();
    await page.waitForSelector(".shell");
    assert.ok(await page.evaluate(() => navigator.serviceWorker.controller !== null));
    const kept = await page.evaluate(async () => {
      const all = [];
      for (const name of await caches.keys())
        for (const r of await (await caches.open(name)).keys()) all.push(new URL(r.url).pathname);
      return all;
    });
    assert.ok(kept.includes("/console/"), kept.join());
    assert.deepEqual(
      kept.filter((path) => path !== "/console/" && !path.startsWith("/console/assets/")),
      [],
      "only the shell and versioned files",
    );
    await visitor.context.setOffline(true);
    await page.reload();
    await page.getByText("Tidak ada jaringan").waitFor();
    await accessible(page, "offline");
    await shot(page, "offline");
    await visitor.context.setOffline(false);
    await page.waitForSelector(".shell");
  });

  it("can be installed: the manifest is valid in both languages, and its icons are there", async () => {
    const visitor = await come();
    const { page } = await atDesk(visitor, house, "owner", "#/queue");
    await ready(page);
    const cdp = await visitor.context.newCDPSession(page);
    const { url, errors, data } = await cdp.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    assert.match(url, /\/console\/manifest\.webmanifest$/);
    const manifest = JSON.parse(data);
    assert.deepEqual(
      [manifest.start_url, manifest.scope, manifest.display, manifest.lang],
      ["/console/", "/console/", "standalone", "id"],
    );
    const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
    // A window of a test is private, where nothing is installed; nothing else may stand in the way.
    assert.deepEqual(
      installabilityErrors.map((e) => e.errorId).filter((e) => e !== "in-incognito"),
      [],
    );
    for (const { src, sizes } of manifest.icons) {
      const [width] = sizes.split("x").map(Number);
      const real = await page.evaluate(async (at) => {
        const i = new Image();
        i.src = at;
        await i.decode();
        return [i.naturalWidth, i.naturalHeight];
      }, src);
      assert.deepEqual(real, [width, width], src);
    }
    assert.ok(manifest.icons.some((i) => i.purpose === "maskable"));
    const english = await (await fetch(`${house.url}/console/manifest.en.webmanifest`)).json();
    assert.deepEqual(
      { ...english, lang: "", description: "", shortcuts: "" },
      { ...manifest, lang: "", description: "", shortcuts: "" },
    );
    const worker = await fetch(`${house.url}/console/sw.js`);
    assert.match(worker.headers.get("content-security-policy"), /default-src 'none'/);
    assert.equal(worker.headers.get("cache-control"), "no-cache");
  });

  it("is the same page for everybody: 360 and 1280 px, light and dark, and a browser that refuses", async () => {
    for (const theme of ["light", "dark"])
      for (const size of ["phone", undefined]) {
        const visitor = await come({ theme, size });
        const { page } = await atDesk(visitor, house, "agent", "#/settings/notifications");
        if (!size) await page.setViewportSize({ width: 1280, height: 900 });
        await page.getByText("Perangkat yang dikabari").waitFor();
        const name = `notifications, ${size ?? "1280"}, ${theme}`;
        await page.getByRole("switch", { name: "Jangan panggil saya" }).check();
        await page.getByText("Zona waktu").waitFor();
        await accessible(page, name);
        await fits(page, name);
        await shot(page, `notifications-${size ?? "1280"}-${theme}`);
        if (size && SHOTS)
          await page.screenshot({ path: `${SHOTS}/notifications-full-${theme}.png`, fullPage: true });
        await page.getByRole("switch", { name: "Jangan panggil saya" }).uncheck();
        await page.evaluate(() => {
          location.hash = "#/queue";
        });
        await page.waitForSelector(".views");
        if (!size) {
          await page.keyboard.press("Control+k");
          await page.waitForSelector("dialog.palette[open]");
          await accessible(page, `palette, ${theme}`);
          await shot(page, `palette-${theme}`);
        }
      }
    const refused = await visit(browser, house.url, { worker: true });
    present.push(refused);
    await refused.context.addInitScript(() =>
      Object.defineProperty(Notification, "permission", { get: () => "denied" }),
    );
    const { page } = await atDesk(refused, house, "agent", "#/settings/notifications");
    await page.getByText("Peramban ini menolak notifikasi").waitFor();
    assert.equal(await page.getByRole("switch", { name: "Tampilkan notifikasi" }).isChecked(), false);
    await accessible(page, "notifications, refused");
    await shot(page, "notifications-refused");
  });

  it("the inbox on a phone: nothing is wider than the screen, and the composer stays above the keyboard", async () => {
    const someone = await customer();
    const id = await someone.wait();
    const visitor = await come({ size: "phone" });
    const { page } = await atDesk(visitor, house, "agent", "#/queue");
    for (const [hash, wait] of [
      ["#/queue", ".views"],
      ["#/mine", ".views"],
      ["#/promises", ".views"],
      ["#/all", ".views"],
      [`#/queue/${id}`, ".messages"],
      [`#/queue/${id}/panel`, ".panel"],
      ["#/settings", ".sections"],
    ]) {
      await page.evaluate((h) => {
        location.hash = h;
      }, hash);
      await page.waitForSelector(wait);
      await fits(page, `phone ${hash}`);
      await accessible(page, `phone ${hash}`);
      await shot(page, `phone-${hash.replace(/\W+/g, "-").replace(id, "open").slice(0, 30)}`);
    }
    await house.as("agent", "POST", `/conversations/${id}/claim`, {});
    await page.evaluate((h) => {
      location.hash = h;
    }, `#/mine/${id}`);
    await page.waitForSelector(".composer-text");
    // The keyboard of a phone takes the lower part of the screen (interactive-widget=resizes-content).
    await page.tap(".composer-text");
    await page.setViewportSize({ width: 360, height: 400 });
    const box = await page.locator(".composer-text").boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 400, `the composer is at ${JSON.stringify(box)}`);
    await fits(page, "phone, with the keyboard");
    await shot(page, "phone-keyboard");
  });

  it("a push goes from the server to the service worker, encrypted, and opens its conversation", async () => {
    const receiver = new Receiver();
    const visitor = await come();
    await prefer(visitor, { notify: false });
    await visitor.context.addInitScript(
      ({ endpoint, p256dh, auth }) => {
        if (location.protocol === "about:") return;
        const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
        let held = null;
        PushManager.prototype.getSubscription = async () => held;
        PushManager.prototype.subscribe = async (options) => {
          held = {
            endpoint,
            options,
            getKey: (name) => bytes(name === "auth" ? auth : p256dh),
            unsubscribe: async () => {
              held = null;
              return true;
            },
          };
          return held;
        };
      },
      {
        endpoint: `${service.url}/rina`,
        p256dh: receiver.p256dh.toString("base64"),
        auth: receiver.auth.toString("base64"),
      },
    );
    const { page } = await atDesk(visitor, house, "agent", "#/settings/notifications");
    await ready(page);
    const toggle = page.getByRole("switch", { name: "Tampilkan notifikasi" });
    // The browser is asked first: the switch moves when it has said yes.
    await toggle.click();
    await page.getByText("Menyala, juga saat Terang tertutup").waitFor();
    assert.ok(await toggle.isChecked());
    await page.locator(".notify-devices .tag", { hasText: "peramban ini" }).waitFor();
    await page.getByRole("button", { name: "Coba sekarang" }).click();
    const test = await until("the test push", () => service.came.find((c) => c.path === "/rina"));
    assert.ok(signedFor(service.url, test.headers.authorization), "signed for this service");
    assert.equal(test.headers["content-encoding"], "aes128gcm");
    assert.equal(receiver.open(test.body).title, "Notifikasi bekerja");

    // Nobody looks: the customer's reply is pushed.
    const someone = await customer();
    const id = await someone.wait();
    await house.as("agent", "POST", `/conversations/${id}/claim`, {});
    await page.evaluate(() => window.hide(true));
    await page.waitForTimeout(300);
    await page.goto("about:blank");
    await someone.say("halo?");
    const push = await until(
      "the push",
      () => service.came.map((c) => receiver.open(c.body)).find((m) => m.kind === "reply"),
      { within: 15_000 },
    );
    assert.equal(push.conversation, id);
    assert.doesNotMatch(JSON.stringify(push), /halo/);

    // The worker shows it, once however often it comes, and opens what it is about.
    await page.goto(`${house.url}/console/#/mine`);
    await page.waitForSelector(".shell");
    await page.evaluate(() => window.hide(true));
    await page.goto(`${house.url}/healthz`); // the page is away; the worker is alone
    const cdp = await visitor.context.newCDPSession(page);
    const found = new Promise((resolve) =>
      cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const one = registrations.find((r) => r.scopeURL.endsWith("/console/") && !r.isDeleted);
        if (one) resolve(one.registrationId);
      }),
    );
    await cdp.send("ServiceWorker.enable");
    const registrationId = await found;
    const deliver = () =>
      cdp.send("ServiceWorker.deliverPushMessage", {
        origin: house.url,
        registrationId,
        data: JSON.stringify(push),
      });
    await deliver();
    const back = await visitor.page("/console/#/queue");
    await back.waitForSelector(".shell");
    await until("the worker shows it", async () =>
      (await shown(back)).some((n) => n.tag === id && n.title === "Balasan baru untuk Anda"),
    );
    await deliver();
    await back.waitForTimeout(500);
    assert.equal((await shown(back)).filter((n) => n.tag === id).length, 1);
    // Signing out ends it, in the store too.
    await back.click(".me > .rail-item");
    await back.click(".me-out");
    await back.waitForSelector("input[type=email]");
    const others = await fetch(`${house.url}/api/v1/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(house.login("agent")),
    });
    const cookie = others.headers.get("set-cookie").split(";")[0];
    const after = await (
      await fetch(`${house.url}/api/v1/me/notifications`, { headers: { Cookie: cookie } })
    ).json();
    assert.deepEqual(after.browsers, []);
  });
});
