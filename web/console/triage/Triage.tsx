import "./triage.css";
import { useEffect } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import { nameOf } from "../core/names";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { AssignPart } from "./AssignPart";
import { asked } from "./asked";
import { PriorityPart } from "./PriorityPart";
import { SnoozePart } from "./SnoozePart";
import { TagPart } from "./TagPart";
import { t } from "./texts";
import { useFirst } from "./useFirst";
import { carryOut, running } from "./work";

export interface PartProps {
  /** Those that are known of what it is done to. */
  rows: readonly Conversation[];
  ids: readonly string[];
  close: () => void;
}

/** The dialog that asks for what a key, a menu or the bar left open. */
export function Triage() {
  const { inbox, actions } = useConsole();
  const here = asked.value;
  const ids = here?.ids ?? [];
  useEffect(() => {
    // A row from far away is fetched, so that the dialog says what is.
    for (const id of ids) if (!inbox.lists.peek().rows.has(id)) void actions.refresh(id);
  }, [ids]);
  if (!here) return null;
  const rows = ids.flatMap((id) => inbox.lists.value.rows.get(id) ?? []);
  const [first] = rows;
  const about = ids.length === 1 && first ? nameOf(first) : t("count", { count: ids.length });
  const close = () => {
    asked.value = null;
  };
  const props = { rows, ids, close };
  return (
    <Dialog title={t(`${here.task}_title`, { about })} onClose={close}>
      {here.task === "tag" && <TagPart {...props} />}
      {here.task === "priority" && <PriorityPart {...props} />}
      {here.task === "snooze" && <SnoozePart {...props} />}
      {here.task === "assign" && <AssignPart {...props} />}
      {here.task === "resolve" && <ResolvePart {...props} />}
    </Dialog>
  );
}

function ResolvePart({ ids, close }: PartProps) {
  const console = useConsole();
  const main = useFirst<HTMLButtonElement>();
  const go = async () => {
    if (running.value) return;
    await carryOut(console, { do: "resolve" }, ids);
    close();
  };
  return (
    <>
      <p>{t("resolve_why")}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>
          {t("cancel")}
        </button>
        <button
          type="button"
          class="button"
          data-kind="main"
          ref={main}
          aria-disabled={running.value}
          onClick={() => void go()}
        >
          {t(running.value ? "running" : "resolve_submit")}
        </button>
      </div>
    </>
  );
}
