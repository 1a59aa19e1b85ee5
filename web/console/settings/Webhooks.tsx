import { useState } from "preact/hooks";
import { dayClock } from "../../shared/format";
import type { Hook } from "../core/api";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import { eventWord } from "./events";
import { Fresh } from "./Fresh";
import { NewWebhook } from "./NewWebhook";
import { Listing, Page } from "./Page";
import { Remove } from "./Remove";
import { t } from "./texts";
import { useLoad } from "./useLoad";

/** Where the brand's systems hear what happens. */
export function Webhooks() {
  const { api } = useConsole();
  const list = useLoad(api.webhooks);
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<Hook | null>(null);
  return (
    <Page title={t("hooks_title")} lead={t("hooks_lead")}>
      {made?.secret && (
        <Fresh
          title={t("hook_made")}
          label={t("hook_secret")}
          value={made.secret}
          onDone={() => setMade(null)}
        />
      )}
      {open && (
        <NewWebhook
          events={list.data?.events}
          onCancel={() => setOpen(false)}
          onMade={(hook) => {
            setOpen(false);
            setMade(hook);
            void list.reload();
          }}
        />
      )}
      <Listing list={list}>
        {({ items }) => {
          const hooks = items ?? [];
          return (
            <>
              {!open && !made && hooks.length > 0 && (
                <button
                  type="button"
                  class="button page-action"
                  data-kind="main"
                  onClick={() => setOpen(true)}
                >
                  <Glyph name="plus" size={18} />
                  {t("hook_new")}
                </button>
              )}
              {hooks.length === 0 && !open && !made && (
                <Empty
                  icon={<Glyph name="webhook" size={22} />}
                  title={t("hooks_empty")}
                  action={{ label: t("hook_new"), run: () => setOpen(true) }}
                >
                  {t("hooks_empty_why")}
                </Empty>
              )}
              {hooks.length > 0 && (
                <ul class="card things">
                  {hooks.map((hook) => (
                    <HookLine key={hook.id} hook={hook} onChange={() => void list.reload()} />
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Listing>
    </Page>
  );
}

/** How its calls went, in a sentence. */
function useHealth(hook: Hook): { text: string; tone?: "bad" | "caution" } {
  const { prefs, clock } = useConsole();
  const date = (at: string) => dayClock(at, prefs.value.language, clock.value);
  if (hook.disabled_at) return { text: t("hook_disabled"), tone: "bad" };
  if (hook.failing_since)
    return { text: t("hook_failing", { date: date(hook.failing_since) }), tone: "caution" };
  if (!hook.last_at) return { text: t("hook_unused") };
  return {
    text: t("hook_ok", { status: hook.last_status || t("hook_no_answer"), date: date(hook.last_at) }),
  };
}

function HookLine({ hook, onChange }: { hook: Hook; onChange: () => void }) {
  const { api, toasts } = useConsole();
  const [testing, setTesting] = useState(false);
  const health = useHealth(hook);

  const failed = (title: string, thrown: unknown) => {
    const { what, next } = failureText(failureOf(thrown));
    toasts.show("bad", title, `${what} ${next}`);
  };
  const test = async () => {
    if (testing) return;
    setTesting(true);
    try {
      const answer = await api.testWebhook(hook.id);
      const status = answer?.status ?? 0;
      const reason = answer?.reason;
      const known = reason === "private_address" || reason === "timeout" || reason === "unreachable";
      if (status >= 200 && status < 300)
        toasts.show("good", t("hook_tested", { url: hook.url }), t("hook_answered", { status }));
      else
        toasts.show(
          "bad",
          t("hook_test_failed"),
          known ? t(`hook_reason_${reason}`) : t("hook_answered", { status: status || t("hook_no_answer") }),
        );
      onChange();
    } catch (thrown) {
      failed(t("hook_test_failed"), thrown);
    } finally {
      setTesting(false);
    }
  };
  const remove = async () => {
    try {
      await api.deleteWebhook(hook.id);
      toasts.show("good", t("removed"));
      onChange();
      return true;
    } catch (thrown) {
      failed(t("hook_delete_failed"), thrown);
      return false;
    }
  };

  return (
    <li class="thing">
      <span class="thing-icon">
        <Glyph name="webhook" size={18} />
      </span>
      <div class="thing-text">
        <p class="thing-name thing-url">{hook.url}</p>
        <p class="soft">{hook.events.map(eventWord).join(" · ")}</p>
        <p class="soft" data-tone={health.tone}>
          {health.text}
        </p>
      </div>
      <button
        type="button"
        class="button"
        data-size="small"
        aria-disabled={testing}
        onClick={() => void test()}
      >
        {t(testing ? "hook_testing" : "hook_test")}
      </button>
      <Remove
        word={t("hook_delete_word")}
        title={t("hook_delete", { url: hook.url })}
        why={t("hook_delete_why")}
        run={remove}
      />
    </li>
  );
}
