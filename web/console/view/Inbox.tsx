import { Icon } from "../../shared/Icon";
import { Chunk } from "../room/Chunk";
import { prefetch } from "../room/useChunk";
import { t } from "../texts";
import { useConsole } from "./context";
import { Dialog } from "./Dialog";
import { jumpTo } from "./jump";
import { ListPane, promises } from "./ListPane";
import { NoConversation } from "./NoConversation";

const conversation = () => import("./talk").then((module) => module.ConversationPane);
const panel = () => import("./talk").then((module) => module.Panel);

/** Fetches what the first page does not show, before it is opened. */
export function prefetchRest(): void {
  prefetch(conversation);
  prefetch(panel);
  prefetch(promises);
}

function Talk({ id }: { id: string }) {
  return (
    <Chunk
      open={conversation}
      give={{ id }}
      frame={(waiting) => (
        <section class="conversation" aria-label={t("loading")}>
          {waiting}
        </section>
      )}
    />
  );
}

/** The workplace: list, conversation and panel, as many beside each other as fit. */
export function Inbox() {
  const { route, layout, inbox } = useConsole();
  const here = route.value;
  if (here.page !== "inbox") return null;
  const id = here.conversation;
  const row = id ? inbox.lists.value.rows.get(id) : undefined;

  if (layout.value === "pages")
    return (
      <main class="inbox" id="main" tabIndex={-1}>
        {!id ? (
          <>
            <h1 class="visually-hidden">{t("nav_inbox")}</h1>
            <ListPane />
          </>
        ) : here.panel && row ? (
          <PanelPage id={id} />
        ) : (
          <Talk id={id} />
        )}
      </main>
    );
  return (
    <main class="inbox" id="main" tabIndex={-1}>
      {!id && <h1 class="visually-hidden">{t("nav_inbox")}</h1>}
      <ListPane />
      {id ? <Talk id={id} /> : <NoConversation />}
      {row && layout.value === "full" && (
        <aside class="panel" aria-label={t("panel_title")}>
          <Chunk quiet open={panel} give={{ row }} />
        </aside>
      )}
      {row && layout.value !== "full" && here.panel && <PanelDialog id={row.id} />}
    </main>
  );
}

/** On top of the conversation; a jump to a message closes it first. */
function PanelDialog({ id }: { id: string }) {
  const { togglePanel, inbox } = useConsole();
  const row = inbox.lists.value.rows.get(id);
  if (!row) return null;
  return (
    <Dialog title={t("panel_title")} place="side" onClose={() => togglePanel(false)}>
      <Chunk
        open={panel}
        give={{
          row,
          onJump: (seq: number) => {
            togglePanel(false);
            requestAnimationFrame(() => jumpTo(seq));
          },
          onInsert: (insert: () => void) => {
            togglePanel(false);
            requestAnimationFrame(insert);
          },
        }}
      />
    </Dialog>
  );
}

/** On a phone the panel is a page of its own. */
function PanelPage({ id }: { id: string }) {
  const { up, inbox } = useConsole();
  const row = inbox.lists.value.rows.get(id);
  if (!row) return null;
  return (
    <section class="conversation" aria-label={t("panel_title")}>
      <header class="head">
        <button type="button" class="icon-button" aria-label={t("back")} onClick={up}>
          <Icon name="arrow-left" size={22} />
        </button>
        <div class="head-text">
          <h1 class="head-name">{t("panel_title")}</h1>
        </div>
      </header>
      <div class="panel">
        <Chunk
          open={panel}
          give={{
            row,
            onJump: (seq: number) => {
              up();
              setTimeout(() => jumpTo(seq), 80);
            },
            onInsert: (insert: () => void) => {
              up();
              insert();
            },
          }}
        />
      </div>
    </section>
  );
}
