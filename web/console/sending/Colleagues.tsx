import "./sending.css";
import { Mark } from "../../shared/Mark";
import { useConsole } from "../view/context";
import { t } from "./texts";
import type { Watching } from "./watch";

/** Several names as one: "Rina dan Bagas", "Rina dan 2 lainnya". */
export function names(all: readonly Watching[]): string {
  const [first, second] = all.map((w) => w.name);
  if (all.length > 2) return t("and_more", { first: first ?? "", count: all.length - 1 });
  return second === undefined ? (first ?? "") : t("and", { first: first ?? "", second });
}

/** Which of them is told: who writes a reply before who writes a note, and both before who only looks. */
export function told(
  all: readonly Watching[],
): { key: "writes_reply" | "writes_note" | "viewing"; who: Watching[] } | null {
  for (const [what, key] of [
    ["reply", "writes_reply"],
    ["note", "writes_note"],
    ["viewing", "viewing"],
  ] as const) {
    const who = all.filter((w) => w.what === what);
    if (who.length > 0) return { key, who };
  }
  return null;
}

/** Colleagues in the open conversation. It is said politely once, and again only when it changes. */
export function Colleagues({ id }: { id: string }) {
  const { watch } = useConsole();
  const now = told(watch.of(id));
  return (
    <p class="colleagues" role="status" data-doing={now?.key}>
      {now && (
        <>
          <Mark kind="human" name={now.who[0]?.name} size={18} />
          <span>{t(now.key, { name: names(now.who) })}</span>
        </>
      )}
    </p>
  );
}
