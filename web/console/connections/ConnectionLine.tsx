import { useState } from "preact/hooks";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { Remove } from "../settings/Remove";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { Calls, Connection, Report } from "./api";
import { t } from "./texts";
import { authWord, reasonWord } from "./words";

interface Props {
  connection: Connection;
  calls: Calls;
  onChange: () => void;
  onGone: () => void;
}

/** One connection, with what its last test found. */
export function ConnectionLine({ connection, calls, onChange, onGone }: Props) {
  const { toasts } = useConsole();
  const [testing, setTesting] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  const { name } = connection;

  const failed = (title: string, thrown: unknown) => {
    const { what, next } = failureText(failureOf(thrown));
    toasts.show("bad", title, `${what} ${next}`);
  };
  const test = async () => {
    if (testing) return;
    setTesting(true);
    setReport(null);
    try {
      setReport(await calls.test(name));
    } catch (thrown) {
      failed(t("test_failed"), thrown);
    } finally {
      setTesting(false);
    }
  };
  const remove = async () => {
    try {
      await calls.remove(name);
      toasts.show("good", t("deleted"));
      onGone();
      return true;
    } catch (thrown) {
      failed(t("delete_failed"), thrown);
      return false;
    }
  };

  return (
    <li class="thing connection" data-connection={name}>
      <span class="thing-icon">
        <Glyph name={connection.kind === "mcp" ? "bot" : "link"} size={18} />
      </span>
      <div class="thing-text">
        <p class="thing-name">
          {name}
          {connection.fixed && <span class="tag">{t("fixed")}</span>}
        </p>
        <p class="soft connection-url">{connection.url}</p>
        <p class="soft">
          {[
            t(`kind_${connection.kind}`),
            authWord(connection.auth),
            t("actions_count", { count: connection.actions }),
          ].join(" · ")}
        </p>
        {connection.auth.kind !== "none" && !connection.has_secret && (
          <p class="soft" data-tone="bad">
            {t("secret_missing")}
          </p>
        )}
        <p class="connection-report" role="status" data-tone={report?.ok ? "good" : "bad"}>
          {report && <Found name={name} report={report} />}
        </p>
      </div>
      <button
        type="button"
        class="button"
        data-size="small"
        aria-disabled={testing}
        onClick={() => void test()}
      >
        {t(testing ? "testing" : "test")}
      </button>
      {!connection.fixed && (
        <>
          <button type="button" class="button" data-size="small" onClick={onChange}>
            {t("change")}
          </button>
          <Remove
            word={t("delete_word")}
            title={t("delete_ask", { name })}
            why={t("delete_why")}
            run={remove}
          />
        </>
      )}
    </li>
  );
}

function Found({ name, report }: { name: string; report: Report }) {
  const { status, millis, tools } = report;
  if (!report.ok) return <>{`${t("test_bad", { name })}. ${reasonWord(report)}`}</>;
  return (
    <>{`${t("test_ok", { name })}. ${
      status === 0 ? t("test_tools", { tools, millis }) : t("test_ok_how", { status, millis })
    }`}</>
  );
}
