import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { language } from "../../../shared/i18n";
import { useConsole } from "../../view/context";
import { Bone, Trouble, Waiting } from "../../view/States";
import { useBook, usePlaybooks } from "../context";
import { t } from "../texts";
import { ConflictBar } from "./ConflictBar";
import type { Code } from "./code";
import { Problems } from "./Problems";
import { PHRASES } from "./phrases";

const NOT_FETCHED = { status: 0, code: "offline", title: "", detail: "", retryAfter: null } as const;

/** The text itself, with what the linter says at the place where it is. */
export function Editor({ shown }: { shown: boolean }) {
  const { session } = useConsole();
  const book = useBook();
  const { reference } = usePlaybooks();
  const host = useRef<HTMLDivElement>(null);
  const code = useRef<Code | null>(null);
  const [state, setState] = useState<"closed" | "open" | "failed">("closed");
  const [turn, setTurn] = useState(0);
  const [wanted, setWanted] = useState(shown);
  useEffect(() => {
    if (shown) setWanted(true);
  }, [shown]);

  const lang = language.value;
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    import("./code").then(
      ({ open }) => {
        if (!here || !host.current) return;
        code.current = open({
          host: host.current,
          text: book.source.peek(),
          label: t("text_label"),
          phrases: PHRASES[lang],
          reference: () => reference.held.peek().data,
          fixed: !session.may("manage"),
          onText: book.edit,
          onLine: book.at,
        });
        setState("open");
      },
      () => here && setState("failed"),
    );
    return () => {
      here = false;
      code.current?.stop();
      code.current = null;
      setState("closed");
    };
  }, [book, reference, wanted, turn, lang]);

  const { replaced, jump, checker } = book;
  const problems = checker.found.value.problems;
  const turnOfText = replaced.value;
  const goal = jump.value;
  useEffect(() => {
    if (state === "open") code.current?.set(book.source.peek());
  }, [state, turnOfText, book]);
  useEffect(() => {
    if (state === "open") code.current?.show(problems);
  }, [state, problems]);
  useEffect(() => {
    if (state === "open" && goal) code.current?.goTo(goal.line, goal.column, goal.focus && shown);
  }, [state, goal, shown]);

  return (
    <>
      <ConflictBar />
      <div class="code-frame">
        {wanted && state === "closed" && (
          <Waiting>
            <div class="code-bones">
              <Bone width="30%" />
              <Bone width="55%" />
              <Bone width="45%" />
              <Bone width="70%" />
            </div>
          </Waiting>
        )}
        {state === "failed" && (
          <Trouble
            title={t("text_failed")}
            failure={NOT_FETCHED}
            safe={t("text_failed_safe")}
            onRetry={() => {
              setState("closed");
              setTurn(turn + 1);
            }}
          />
        )}
        {/* Keys that are typed here are not the page's shortcuts. */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the field inside takes the keys */}
        <div class="code" ref={host} onKeyDown={(event) => event.stopPropagation()} />
      </div>
      <p class="code-keys soft">
        <Icon name="check" size={14} />
        <span>{t("text_keys")}</span>
      </p>
      <Problems onNext={() => code.current?.next()} />
    </>
  );
}
