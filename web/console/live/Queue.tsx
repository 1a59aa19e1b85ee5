import { useComputed } from "@preact/signals";
import { nameOf } from "../core/names";
import { format } from "../core/route";
import { ms, stretch } from "../desk/clock";
import { second } from "../desk/second";
import { ClockFace } from "../desk/WaitClock";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import type { DeskNow, QueueEntry } from "./api";
import { Card } from "./Card";
import { Table } from "./Table";
import { t } from "./texts";

const SHOWN = 25;

export const nameOfEntry = ({ contact_id, name }: QueueEntry): string =>
  nameOf({ contact: { id: contact_id, name, verified: false } });

/** A link to a conversation, among all that are open. */
export const hrefOf = (id: string): string =>
  format({ page: "inbox", view: "all", conversation: id, panel: false });

/** "4 mnt" since a moment, running by itself. */
export function Since({ at }: { at: string }) {
  const { prefs } = useConsole();
  const lang = prefs.value.language;
  const from = ms(at);
  const word = useComputed(() => stretch(second.value - from, lang));
  void word.value;
  return <span class="tabular">{stretch(Math.max(0, second.peek() - from), lang)}</span>;
}

/** What one who waits asks for: team, skill, and a language where it is not the house's first. */
export function asksOf(entry: QueueEntry, teams: DeskNow["teams"]): string {
  const team = teams.find((x) => x.id === entry.team)?.name ?? entry.team;
  return [team, entry.skill, entry.language === "en" ? t("language_en") : ""].filter(Boolean).join(" · ");
}

/** Who waits, in the order in which they are served. */
export function Queue({ now }: { now: DeskNow }) {
  const names = new Map(now.agents.map((a) => [a.id, a.name]));
  return (
    <Card title={t("queue")} lead={t("queue_lead")} wide>
      {now.queue.length === 0 ? (
        <Empty icon={<Glyph name="circle-check" size={22} />} title={t("queue_empty")}>
          {t("queue_empty_why")}
        </Empty>
      ) : (
        <Table
          name={t("queue")}
          heads={[
            t("col_contact"),
            t("col_clock"),
            t("col_waits"),
            t("col_asks"),
            ...(now.mode === "push" ? [t("col_rings")] : []),
          ]}
        >
          {now.queue.slice(0, SHOWN).map((w) => (
            <tr key={w.conversation_id}>
              <th scope="row">
                <a class="live-link" href={hrefOf(w.conversation_id)}>
                  {nameOfEntry(w)}
                </a>
              </th>
              <td>
                <ClockFace since={w.waiting_since} due={w.due_at} priority={w.priority} />
              </td>
              <td>
                <Since at={w.waiting_since} />
              </td>
              <td>{asksOf(w, now.teams) || "–"}</td>
              {now.mode === "push" && (
                <td>{w.rings_at ? (names.get(w.rings_at) ?? w.rings_at) : t("nobody")}</td>
              )}
            </tr>
          ))}
        </Table>
      )}
      {now.waiting > SHOWN && (
        <p class="soft">
          <a href={format({ page: "live", figure: "waiting" })}>
            {t("queue_more", { n: now.waiting - SHOWN })}
          </a>
        </p>
      )}
    </Card>
  );
}
