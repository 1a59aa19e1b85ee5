// The page that checks a receipt from a file, with no server: what is typed goes nowhere.
import { fill, type Language } from "../shared/i18n";
import { Wrong } from "./note";
import { parseTrust, type Report, verify } from "./receipt";
import { texts } from "./texts";

type TextKey = keyof (typeof texts)["id"];

let language: Language = navigator.language.toLowerCase().startsWith("en") ? "en" : "id";
const t = (key: TextKey, values?: Record<string, string>) => fill(texts[language][key], values);
const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const receipt = byId<HTMLTextAreaElement>("receipt");
const trust = byId<HTMLTextAreaElement>("trust");
const require_ = byId<HTMLInputElement>("require");
const verdict = byId("verdict");

function element(tag: string, className = "", ...children: (string | Node)[]): HTMLElement {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

function say(tone: "good" | "bad", head: string, ...lines: string[]): HTMLElement {
  const sign = tone === "good" ? "✓ " : "✗ ";
  return element(
    "div",
    `verdict ${tone}`,
    element("h2", "", sign + head),
    ...lines.map((l) => element("p", "", l)),
  );
}

/** A time in the reader's form and zone. */
function moment(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  return new Intl.DateTimeFormat(language === "id" ? "id-ID" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "long",
  }).format(time);
}

function card(r: Report): HTMLElement {
  const { kind } = r.statement.author;
  const person = kind === "human" || kind === "ai_assisted";
  const kindKey = `kind_${kind}` as TextKey;
  const who = r.shown ? [r.shown.label, r.shown.name].filter(Boolean).join(" · ") : "";
  const mark = element("span", `mark ${person ? "person" : "machine"}`, person ? "●" : "AI");
  mark.setAttribute("aria-hidden", "true");
  const body = element(
    "article",
    "",
    element("p", "who", mark, element("span", "", who || (texts[language][kindKey] ?? kind))),
  );
  if (r.shown?.disclosure) body.append(element("p", "soft", r.shown.disclosure));
  if (r.shown?.text) body.append(element("blockquote", "", r.shown.text));
  for (const f of r.shown?.files ?? [])
    body.append(element("p", "soft", `${f.name} · ${f.type} · ${f.size} B · SHA-256 ${f.digest}`));
  const list = element("dl");
  const facts: [TextKey, string | undefined][] = [
    ["author", texts[language][kindKey] ?? kind],
    ["at", moment(r.statement.at)],
    ["code", r.code],
    ["policy", r.statement.disclosure.policy],
    ["model", r.statement.author.model],
    ["playbook", r.statement.author.prompt],
    ["place", `${r.index} / ${r.size}`],
    ["log", r.keyID],
    ["witnesses", r.witnesses.join(", ")],
  ];
  for (const [key, value] of facts)
    if (value) list.append(element("dt", "", t(key)), element("dd", "", value));
  body.append(list);
  return body;
}

function check(): void {
  if (receipt.value.trim() === "") {
    verdict.replaceChildren();
    return;
  }
  try {
    const trusted = parseTrust(trust.value);
    if (require_.value !== "") trusted.require = Math.max(0, Math.trunc(Number(require_.value)));
    const r = verify(receipt.value, trusted);
    const notes = [r.erased ? t("erased") : t("holds_detail")];
    if (!r.keyTrusted) notes.push(t("untrusted"));
    if (r.chained) notes.push(t("chained"));
    verdict.replaceChildren(say("good", t("holds"), ...notes), card(r));
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    const next = ["receipt_key", "receipt_unknown_key", "receipt_retired_key"].includes(error.code)
      ? "next_keys"
      : "next_again";
    verdict.replaceChildren(
      say("bad", t("wrong"), t(error.code as TextKey, error.args), `${t("next")}: ${t(next)}`),
    );
  }
}

function write(): void {
  document.documentElement.lang = language;
  document.title = t("title");
  for (const e of document.querySelectorAll<HTMLElement>("[data-text]"))
    e.textContent = t(e.dataset.text as TextKey);
  byId("language").textContent = t("other");
  byId("language").lang = language === "id" ? "en" : "id";
  check();
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
byId("file").addEventListener("change", async (event) => {
  const [file] = (event.target as HTMLInputElement).files ?? [];
  if (!file) return;
  receipt.value = await file.text();
  check();
});
byId("language").addEventListener("click", () => {
  language = language === "id" ? "en" : "id";
  write();
});
write();
