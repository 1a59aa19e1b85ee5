import { useState } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { Mark } from "../../shared/Mark";
import { leadItems } from "../care/CareParts";
import { abilities } from "../core/abilities";
import type { Action } from "../core/actions";
import { nameOf } from "../core/names";
import { waited } from "../core/waited";
import { WaitClock } from "../desk/WaitClock";
import { orderItems } from "../list/orderItems";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph, type GlyphName } from "./Glyph";
import { HandBackDialog } from "./HandBackDialog";
import { handBackOpen } from "./handBack";
import { Menu, type MenuItem } from "./Menu";
import { Bone } from "./States";

const FACES: Record<Action, { icon: GlyphName; key: string }> = {
  claim: { icon: "hand", key: "c" },
  resolve: { icon: "circle-check", key: "e" },
  hand_back: { icon: "bot", key: "b" },
  release: { icon: "undo-2", key: "q" },
};

/** Who has the word, in mark and words. */
function Holder({ row }: { row: Conversation }) {
  const { clock, prefs, session } = useConsole();
  const lang = prefs.value.language;
  if (row.status === "resolved")
    return (
      <>
        <Glyph name="circle-check" size={16} />
        {t("status_resolved")}
        {row.survey && ` · ${t("survey_score", { score: row.survey.score })}`}
      </>
    );
  if (row.holder === "assistant")
    return (
      <>
        <Mark kind="ai" size={16} />
        {t("holder_assistant")}
      </>
    );
  if (row.holder === "queue")
    return (
      <span class="head-waits">
        <span class="head-age">
          {t("holder_queue", { age: waited(row.waiting_since ?? row.last.at, lang, clock.value) })}
          {row.team && ` · ${row.team.name}`}
        </span>
        <WaitClock row={row} />
      </span>
    );
  const mine = row.agent?.id === session.agentId();
  return (
    <>
      <Mark kind="human" name={row.agent?.name} size={16} />
      {mine ? t("holder_mine") : t("holder_other", { name: row.agent?.name ?? "" })}
    </>
  );
}

/** Name, who has the word, and what can be done now. */
export function ConversationHead({ id, row }: { id: string; row: Conversation | undefined }) {
  const console = useConsole();
  const { layout, actions, session, prefs, up, togglePanel, route, handOverApi } = console;
  const [asked, setAsked] = useState(false);
  const pages = layout.value === "pages";
  const panelOpen = route.value.page === "inbox" && route.value.panel;
  const can = row && session.may("speak") ? abilities(row, session.agentId()) : [];
  const busy = actions.busy.value.get(id);
  const roomy = layout.value === "full" || layout.value === "wide";
  // Claiming is offered where one would write; on a phone there is room for the name only.
  const main = pages ? undefined : can.find((a) => a.main && a.action !== "claim");
  const rest = can.filter((a) => a !== main && !(a.main && a.action === "claim"));
  const asking = asked || handBackOpen.value === id;

  const run = (action: Action) => {
    if (action === "hand_back") setAsked(true);
    else void actions.run(action, id);
  };
  const items: MenuItem[] = rest.map((a) => ({
    id: a.action,
    label: t(a.action),
    icon: <Glyph name={FACES[a.action].icon} size={18} />,
    ...(prefs.value.singleKeys && !pages && { hint: FACES[a.action].key }),
    run: () => run(a.action),
  }));
  items.push(...leadItems(console, row));
  if (row) items.push(...orderItems(row, prefs.value.singleKeys && !pages));

  return (
    <header class="head">
      {pages && (
        <button type="button" class="icon-button" aria-label={t("back")} onClick={up}>
          <Icon name="arrow-left" size={22} />
        </button>
      )}
      {row ? (
        <>
          {roomy && <Mark kind="contact" name={nameOf(row)} size={36} />}
          <div class="head-text">
            <h1 class="head-name">
              {nameOf(row)}
              {row.contact.verified && (
                <span class="head-verified" title={t("verified")}>
                  <Glyph name="badge-check" size={16} />
                  <span class="visually-hidden">{t("verified")}</span>
                </span>
              )}
            </h1>
            <p class="head-holder">
              <Holder row={row} />
            </p>
          </div>
          <div class="head-actions">
            {main && (
              <button
                type="button"
                class={roomy ? "button" : "icon-button"}
                title={t(main.action)}
                aria-label={roomy ? undefined : t(main.action)}
                aria-disabled={busy !== undefined}
                aria-keyshortcuts={prefs.value.singleKeys ? FACES[main.action].key : undefined}
                onClick={() => run(main.action)}
              >
                <Glyph name={FACES[main.action].icon} size={roomy ? 18 : 22} />
                {roomy && t(main.action)}
              </button>
            )}
            {items.length > 0 && <Menu label={t("more")} face={<Glyph name="ellipsis" />} items={items} />}
            {layout.value !== "full" && (
              <button
                type="button"
                class="icon-button"
                aria-label={t("panel")}
                title={t("panel")}
                aria-expanded={pages ? undefined : panelOpen}
                onClick={() => togglePanel()}
              >
                <Glyph name="info" />
              </button>
            )}
          </div>
        </>
      ) : (
        <div class="head-text" aria-hidden="true">
          <Bone width="140px" height={16} />
        </div>
      )}
      {row && asking && (
        <HandBackDialog
          onClose={() => {
            setAsked(false);
            handBackOpen.value = null;
          }}
          onSubmit={(note) => actions.run("hand_back", id, note)}
          onNeedless={
            row.hand_over ? () => void handOverApi.needless(id, true).catch(() => undefined) : undefined
          }
        />
      )}
    </header>
  );
}
