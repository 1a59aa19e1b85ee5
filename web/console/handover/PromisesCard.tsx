import "./promises.css";
import { useState } from "preact/hooks";
import type { Conversation, DeskPromise } from "../../shared/api";
import { t as say } from "../texts";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Menu } from "../view/Menu";
import { owed, owedOf } from "./due";
import { CancelDialog, MakeDialog, MoveDialog } from "./PromiseDialogs";
import { PromiseDue, PromiseWords, usePromiseOwner } from "./PromiseLine";
import { t } from "./texts";

/** Ended ones shown below what is owed. */
const ENDED = 2;

/** What this contact was promised, and what can be done about it. */
export function PromisesCard({ row }: { row: Conversation }) {
  const { session } = useConsole();
  const [making, setMaking] = useState(false);
  const open = owedOf(row.promises);
  const ended = (row.promises ?? []).filter((p) => !owed(p)).slice(-ENDED);
  return (
    <section class="card" aria-labelledby={`promises-${row.id}`}>
      <div class="promises-head">
        <h2 class="eyebrow" id={`promises-${row.id}`}>
          {t("promises")}
        </h2>
        {row.status === "open" && session.may("speak") && (
          <button type="button" class="button" data-size="small" onClick={() => setMaking(true)}>
            <Glyph name="plus" size={16} />
            {t("promise_make")}
          </button>
        )}
      </div>
      {open.length + ended.length === 0 ? (
        <p class="soft">{t("promises_none")}</p>
      ) : (
        <PromiseItems row={row} promises={[...open, ...ended]} />
      )}
      {making && <MakeDialog row={row} onClose={() => setMaking(false)} />}
    </section>
  );
}

/** Promises, each with what can be done about it. */
export function PromiseItems({ row, promises }: { row: Conversation; promises: readonly DeskPromise[] }) {
  return (
    <ul class="promises">
      {promises.map((p) => (
        <Item key={p.id} row={row} promise={p} />
      ))}
    </ul>
  );
}

function Item({ row, promise: p }: { row: Conversation; promise: DeskPromise }) {
  const { promises, session } = useConsole();
  const [asked, setAsked] = useState<"move" | "cancel" | null>(null);
  const owner = usePromiseOwner(p, row.agent);
  const busy = promises.busy.value.has(p.id);
  return (
    <li class="promise" data-state={p.state}>
      <PromiseWords promise={p} />
      <span class="promise-foot">
        <PromiseDue promise={p} />
        {owed(p) && <span class="soft">{owner}</span>}
      </span>
      {owed(p) && session.may("speak") && (
        <span class="promise-acts">
          <button
            type="button"
            class="button"
            data-size="small"
            aria-disabled={busy}
            onClick={() => void promises.keep(p.id, row.id)}
          >
            <Glyph name="circle-check" size={16} />
            {t("promise_keep")}
          </button>
          <Menu
            label={say("more")}
            face={<Glyph name="ellipsis" />}
            items={[
              { id: "move", label: t("promise_move"), run: () => setAsked("move") },
              { id: "cancel", label: t("promise_cancel"), run: () => setAsked("cancel") },
            ]}
          />
        </span>
      )}
      {asked === "move" && <MoveDialog row={row} promise={p} onClose={() => setAsked(null)} />}
      {asked === "cancel" && <CancelDialog row={row} promise={p} onClose={() => setAsked(null)} />}
    </li>
  );
}
