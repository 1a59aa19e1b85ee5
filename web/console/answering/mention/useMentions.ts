// The list of mentions while it is shown: pages, and what is read.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Failure, failureOf } from "../../core/http";
import { useConsole } from "../../view/context";
import type { Mention } from "../api";
import { useAnsweringApi } from "../picker/useAnsweringApi";
import { t } from "./texts";

interface List {
  state: "loading" | "ready" | "failed";
  items: readonly Mention[];
  next: string | null;
  failure: Failure | null;
}

export function useMentions() {
  const { mentions, toasts } = useConsole();
  const api = useAnsweringApi();
  const [list, setList] = useState<List>({ state: "loading", items: [], next: null, failure: null });
  const turn = useRef(0);

  const fetchPage = async (cursor: string | null) => {
    const mine = ++turn.current;
    setList((now) => ({ ...now, state: "loading", failure: null }));
    try {
      const page = await api.mentions(cursor);
      if (mine !== turn.current) return;
      mentions.unread.value = page.unread;
      setList((now) => ({
        state: "ready",
        items: [...(cursor ? now.items : []), ...(page.items ?? [])],
        next: page.next,
        failure: null,
      }));
    } catch (thrown) {
      if (mine === turn.current) setList((now) => ({ ...now, state: "failed", failure: failureOf(thrown) }));
    }
  };
  // What comes in while the list is shown stands in it.
  useEffect(() => void fetchPage(null), [mentions.changes.value]);

  return {
    ...list,
    load: () => fetchPage(null),
    more: () => {
      if (list.next !== null && list.state !== "loading") void fetchPage(list.next);
    },
    readAll: async () => {
      try {
        await api.readMentions();
        mentions.unread.value = 0;
        setList((now) => ({ ...now, items: now.items.map((m) => ({ ...m, read: true })) }));
      } catch (thrown) {
        toasts.show("bad", t("mentions_read_failed"), failureOf(thrown).title);
      }
    },
  };
}
