// Starts the real binary in a folder of its own and stops it: `terang demo` with its make-believe shop, or
// `terang serve` as an operator would. TERANG_BIN names another binary than ../../bin/terang.
//
// Beside the process it holds what a test may do behind the browser's back: the calls of /api/v1 as an agent,
// and the make-believe phones to which the shop sends its codes.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const binary = process.env.TERANG_BIN ?? fileURLToPath(new URL("../../bin/terang", import.meta.url));

/** Longer than this for anything that is waited for, and it does not hold. */
export const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 40;
const READY_MS = 20_000;
const STOP_MS = 10_000;

// A run that is broken off ends as any other: what it started is stopped (see start).
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** Looks until `probe` gives something true, and returns it; `what` says in the failure what did not come. */
export async function until(what, probe, { within = PATIENCE_MS, tell } = {}) {
  const end = Date.now() + within;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) {
      const seen = tell ? `\n${JSON.stringify(await tell(), null, 1)}` : "";
      throw new assert.AssertionError({ message: `not within ${within} ms: ${what}${seen}` });
    }
    await new Promise((r) => setTimeout(r, LOOK_EVERY_MS));
  }
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

const run = promisify(execFile);

/** Runs the binary to its end: { code, out, err }. It is given no environment but the language. */
export async function terang(...args) {
  try {
    const { stdout, stderr } = await run(binary, args, { env: { LANG: "en_US.UTF-8" } });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return { code: error.code, out: error.stdout, err: error.stderr };
  }
}

/** The running binary with its folder. Make it with demo() or serve(), end it with close(). */
export class House {
  #child;
  #args;
  #env;
  #log = "";
  #sessions = new Map();
  /** One entry per person: { role, email, password }. */
  logins = [];
  key = "";

  constructor(dir, port, args, env = {}) {
    this.dir = dir;
    this.#env = env;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#args = args;
  }

  /** Starts the process and waits until it can hold conversations; returns what it printed. */
  async start() {
    await access(binary).catch(() => {
      throw new Error(`${binary} is missing: run "make build", or name another in TERANG_BIN`);
    });
    const child = spawn(binary, this.#args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { LANG: "en_US.UTF-8", ...this.#env },
    });
    this.#child = child;
    const killed = () => child.kill("SIGKILL"); // a test that is broken off leaves nothing running
    process.once("exit", killed);
    child.once("exit", () => process.off("exit", killed));
    let out = "";
    child.stdout.on("data", (bytes) => {
      out += bytes;
    });
    child.stderr.on("data", (bytes) => {
      this.#log += bytes;
    });
    await until(
      "the house is ready",
      async () => {
        assert.equal(child.exitCode, null, `terang ended: ${this.#log}`);
        const answer = await this.#fetch("/readyz").catch(() => null);
        return answer?.ok && (this.#args[0] !== "demo" || out.trimEnd().endsWith("}"));
      },
      { within: READY_MS, tell: () => this.#log },
    );
    return out;
  }

  /** Ends the process: politely, or as a power cut would. */
  async stop(signal = "SIGTERM") {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(late);
    this.#sessions.clear();
  }

  /** Does the rest of setting up; what fails there leaves no process behind. */
  async after(work) {
    try {
      await work();
      return this;
    } catch (error) {
      await this.stop("SIGKILL");
      await rm(this.dir, { recursive: true, force: true });
      throw error;
    }
  }

  async close() {
    await this.stop();
    await rm(this.dir, { recursive: true, force: true });
    assert.equal(
      this.#log.match(/level=ERROR.*|"level":"ERROR".*|panic:.*/)?.[0],
      undefined,
      "the house logged an error",
    );
  }

  #fetch(path, init) {
    return fetch(this.url + path, { signal: AbortSignal.timeout(PATIENCE_MS), ...init });
  }

  // ---- people ----

  login(role) {
    const found = this.logins.find((l) => l.role === role);
    assert.ok(found, `there is no ${role}`);
    return found;
  }

  /** The session cookie of a person of the brand, signed in once: signing in is rate-limited. */
  async session(role) {
    if (!this.#sessions.has(role)) {
      const { email, password } = this.login(role);
      this.#sessions.set(role, this.#enter("/login", { email, password }));
    }
    return this.#sessions.get(role);
  }

  async #enter(path, body) {
    const answer = await this.#fetch(`/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, `${path}: ${await answer.text()}`);
    const [pair] = answer.headers.get("set-cookie").split(";");
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1) };
  }

  /** Uses a one-time link: the person sets a password and can sign in from now on. */
  async setUp(link, { role, name, email, password }) {
    const token = decodeURIComponent(link.slice(link.lastIndexOf("/") + 1));
    const cookie = await this.#enter("/setup", { token, name, email, password });
    this.logins.push({ role, email, password });
    this.#sessions.set(role, cookie);
  }

  /** A call of /api/v1 as a person of the brand; the body of the answer. */
  async as(role, method, path, body) {
    const { name, value } = await this.session(role);
    const answer = await this.#fetch(`/api/v1${path}`, {
      method,
      headers: { "Content-Type": "application/json", Cookie: `${name}=${value}`, Origin: this.url },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  }

  /** For how many seconds a person's replies can be taken back; null is the product's own. */
  undo(role, seconds) {
    return this.as(role, "PUT", "/me/sending", { undo_seconds: seconds });
  }

  // ---- the customers' phones ----

  async #phones(since) {
    return (await this.#fetch(`/api/v1/demo/phone?since=${since}`)).json();
  }

  /** The position of the last SMS so far. */
  async lastSms() {
    return (await this.#phones(0)).next;
  }

  /** The first SMS of a kind after a position. */
  sms(kind, since) {
    return until(`an SMS: ${kind}`, async () =>
      (await this.#phones(since)).items.find((m) => m.kind === kind),
    );
  }

  /** How many SMS of a kind there are after a position. */
  async smsCount(kind, since) {
    return (await this.#phones(since)).items.filter((m) => m.kind === kind).length;
  }

  /** The one-time code that the shop sent after a position. */
  async code(since) {
    const { text } = await this.sms("one_time_code", since);
    return /\b\d{6}\b/.exec(text)[0];
  }
}

/** A house as `terang demo` builds it, with the shop and two people: agent (Rina) and owner (Bima). */
export async function demo() {
  const dir = await mkdtemp(join(tmpdir(), "terang-e2e-"));
  const port = await freePort();
  const house = new House(dir, port, ["demo", "--json", "--port", String(port), "--keep", dir]);
  return house.after(async () => {
    const told = JSON.parse(await house.start());
    house.key = told.key;
    house.logins = told.logins;
    // Only what is about taking back waits for it.
    for (const role of ["agent", "owner"]) await house.undo(role, 0);
  });
}

/** A house as an operator sets it up: init, then serve, then the owner's one-time link. */
export const serve = (...flags) => serveIn({}, ...flags);

/** The same with more of an environment, for what no flag sets. */
export async function serveIn(env, ...flags) {
  const dir = await mkdtemp(join(tmpdir(), "terang-e2e-"));
  const port = await freePort();
  const file = join(dir, "terang.yaml");
  const house = new House(dir, port, ["serve", "--config", file, "--log-level", "warn", ...flags], env);
  return house.after(async () => {
    const places = ["--listen", `127.0.0.1:${port}`, "--data", dir, "--public-url", house.url];
    const names = ["--name", "Toko Terang", "--owner", "Bima", "--email", "bima@toko.example"];
    const made = await terang("init", "--json", "--config", file, ...names, ...places);
    assert.equal(made.code, 0, made.err);
    const { key, link } = JSON.parse(made.out);
    house.key = key;
    await house.start();
    await house.setUp(link, {
      role: "owner",
      name: "Bima",
      email: "bima@toko.example",
      password: "kata-sandi-panjang",
    });
    await house.undo("owner", 0);
  });
}
