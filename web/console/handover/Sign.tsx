import type { PromiseKind } from "../../shared/api";
import { Icon, IconPath } from "../../shared/Icon";
import { sourceWord } from "../core/names";
import { t as say } from "../texts";
import { Glyph } from "../view/Glyph";

// Lucide (https://lucide.dev, ISC): phone, mail, database.
const PHONE =
  "M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384";
const MAIL =
  "m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z";
const DATABASE = "M3 5a9 3 0 1 0 18 0 9 3 0 1 0-18 0M3 5v14a9 3 0 0 0 18 0V5M3 12a9 3 0 0 0 18 0";

/** What is promised, as a picture; the word stands beside it. */
export function PromiseSign({ kind, size = 16 }: { kind: PromiseKind; size?: number }) {
  if (kind === "call") return <IconPath d={PHONE} size={size} />;
  if (kind === "write") return <IconPath d={MAIL} size={size} />;
  return <Glyph name={kind === "task" ? "circle-check" : "corner-up-left"} size={size} />;
}

/** Where a fact comes from: a small sign with its words for whoever hears or hovers. */
export function SourceSign({ source }: { source: string }) {
  const words = say("source_from", { source: sourceWord(source) });
  const face =
    source === "verified" ? (
      <Glyph name="badge-check" size={14} />
    ) : source === "customer" || source === "contact" ? (
      <Icon name="user" size={14} />
    ) : (
      <IconPath d={DATABASE} size={14} />
    );
  return (
    <span class="source-sign" data-source={source} title={words}>
      {face}
      <span class="visually-hidden">{words}</span>
    </span>
  );
}
