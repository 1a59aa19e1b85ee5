// A list of examples, page by page, for one filter.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Failure, failureOf } from "../core/http";
import type { Example, Filter } from "./api";
import { useRoom } from "./context";

const PAUSE_MS = 220;

interface Listed {
  /** null before the first answer. */
  items: Example[] | null;
  next: string;
  failure: Failure | null;
  busy: boolean;
}

export function useExamples(filter: Filter, limit = 50) {
  const { api, published } = useRoom();
  const [list, setList] = useState<Listed>({ items: null, next: "", failure: null, busy: true });
  const turn = useRef(0);
  const key = JSON.stringify(filter);
  const turned = published.value;

  const fetchPage = useCallback(
    async (before: Example[], cursor: string) => {
      const mine = ++turn.current;
      setList((was) => ({ ...was, busy: true, failure: null }));
      try {
        const page = await api.examples(filter, cursor, limit);
        if (mine === turn.current)
          setList({ items: [...before, ...page.items], next: page.next, failure: null, busy: false });
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (mine === turn.current) setList((was) => ({ ...was, failure, busy: false }));
      }
    },
    [key, limit],
  );

  // Words are typed letter by letter: only what stands still for a moment is sought.
  useEffect(() => {
    const timer = setTimeout(() => void fetchPage([], ""), filter.q ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [fetchPage, turned]);

  return {
    ...list,
    reload: () => void fetchPage([], ""),
    more: () => {
      if (list.next && !list.busy) void fetchPage(list.items ?? [], list.next);
    },
  };
}
