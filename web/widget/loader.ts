// The one script tag that a shop puts on its page:
//
//   <script src="https://HOST/w/loader.js" data-key="wk_…" data-lang="id" data-open async></script>
//
// It draws the launcher in a closed shadow root and makes the panel's frame when it is first opened. It stays
// under 2 kB: no framework, no shared code, two words of text. data-color sets the launcher's ground,
// data-lang the language, data-open opens the chat at once.
((doc, win) => {
  const script = doc.currentScript as HTMLScriptElement | null;
  const key = script?.dataset.key;
  const tag = "terang-chat";
  if (!script || !key || doc.querySelector(tag)) return;
  const data = script.dataset;
  const origin = new URL(script.src).origin;
  const small = win.matchMedia("(max-width:479px)");
  const html = doc.documentElement;
  const make = <K extends keyof HTMLElementTagNameMap>(name: K) => doc.createElement(name);

  let lang = data.lang || html.lang || navigator.language;
  let frame: HTMLIFrameElement | undefined;
  let ready = false;
  let open = false;
  let unread = 0;

  const host = doc.createElement(tag);
  const root = host.attachShadow({ mode: "closed" });
  const style = `:host{all:initial;position:fixed;z-index:2147483000;right:16px;bottom:16px;--a:#0b5fa5;--t:#fff;--f:#b86e00}@media(prefers-color-scheme:dark){:host{--a:#7cb7f5;--t:#0b1622;--f:#f5b301}}@media print{:host{display:none}}button{all:unset;position:relative;box-sizing:border-box;display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:var(--a);color:var(--t);box-shadow:0 6px 20px #1d243344;cursor:pointer;-webkit-tap-highlight-color:transparent}button:focus-visible{outline:3px solid var(--f);outline-offset:3px}svg{width:26px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}b{position:absolute;top:-4px;right:-4px;min-width:22px;box-sizing:border-box;padding:0 6px;border-radius:11px;background:#a8201a;color:#fff;font:700 12px/22px system-ui,sans-serif;text-align:center}b:empty{display:none}iframe{position:fixed;right:16px;bottom:84px;width:380px;height:min(640px,calc(100% - 100px));border:0;border-radius:14px;box-shadow:0 8px 28px #1d24333d;background:Canvas;color-scheme:light dark;transform-origin:100% 100%}iframe[hidden]{display:none}@media(max-width:479px){iframe{inset:0 0 auto;width:100%;height:var(--h,100%);border-radius:0}.o{display:none}}@media(prefers-reduced-motion:no-preference){iframe{animation:i .16s ease-out}@keyframes i{0%{opacity:0;transform:translateY(12px) scale(.98)}}}`;
  try {
    // Not subject to the page's style-src.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(Object.assign(make("style"), { textContent: style }));
  }
  const button = make("button");
  // Not from markup: a page may demand trusted types. The button's name says all, so its children are hidden.
  const draw = (name: string) => doc.createElementNS("http://www.w3.org/2000/svg", name);
  const svg = draw("svg");
  const icon = draw("path");
  const badge = make("b");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.append(icon);
  button.append(svg, badge);
  if (data.color) host.style.setProperty("--a", data.color);

  const paint = () => {
    const id = /^id/i.test(lang);
    const name = open ? (id ? "Tutup chat" : "Close chat") : id ? "Buka chat" : "Open chat";
    const count = unread ? `, ${unread} ${id ? "pesan baru" : "new"}` : "";
    button.setAttribute("aria-label", name + count);
    button.setAttribute("aria-expanded", String(open));
    button.className = open ? "o" : "";
    icon.setAttribute(
      "d",
      open
        ? "m6 9 6 6 6-6"
        : "M2.99 16.34a2 2 0 0 1 .1 1.17l-1.07 3.29a1 1 0 0 0 1.24 1.17l3.41-1a2 2 0 0 1 1.1.09 10 10 0 1 0-4.78-4.72",
    );
    badge.textContent = unread ? (unread > 9 ? "9+" : `${unread}`) : "";
  };
  // Whoever has talked goes on talking on the shop's next page, and sees there that an answer came.
  const remember = (state?: string) => {
    try {
      const kept = win.sessionStorage;
      if (state) kept.setItem(tag, state);
      return kept.getItem(tag);
    } catch {
      return null;
    }
  };
  const tell = (message: object) => ready && frame?.contentWindow?.postMessage(message, origin);
  // Over a phone's keyboard the panel is as high as what can be seen.
  const fitHeight = () => {
    const view = win.visualViewport;
    if (frame && view) frame.style.setProperty("--h", `${view.height}px`);
    tell({ terang: "size", full: small.matches });
  };
  const load = () => {
    if (!frame) {
      frame = make("iframe");
      frame.title = "Chat";
      frame.src = `${origin}/w/panel?key=${encodeURIComponent(key)}&lang=${encodeURIComponent(lang)}&host=${encodeURIComponent(win.origin)}`;
      root.prepend(frame);
    }
    frame.hidden = !open;
  };
  const show = (next: boolean, focus = true) => {
    open = next;
    load();
    remember(open ? "1" : "0");
    paint();
    fitHeight();
    tell({ terang: open ? "open" : "close" });
    if (focus) (open ? frame : button)?.focus();
  };

  button.onclick = () => show(!open);
  button.onkeydown = (event) => {
    if (event.key === "Escape" && open) show(false);
  };
  win.addEventListener("message", (event) => {
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow) return;
    const { terang, count, language } = event.data ?? {};
    if (terang === "ready") {
      ready = true;
      fitHeight();
      tell({ terang: open ? "open" : "close" });
    }
    if (terang === "close") show(false);
    if (terang === "unread") unread = +count || 0;
    if (terang === "language") lang = `${language}`;
    paint();
  });
  win.visualViewport?.addEventListener("resize", fitHeight);
  small.addEventListener?.("change", fitHeight);
  root.append(button);
  paint();
  const put = () => {
    doc.body.append(host);
    const was = remember();
    if (was === "1" && !small.matches) show(true, false);
    else if (was) load();
    else if ("open" in data) show(true, false);
  };
  if (doc.body) put();
  else doc.addEventListener("DOMContentLoaded", put);
})(document, window);
