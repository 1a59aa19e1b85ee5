// Loads something once a settings page is opened, and again on demand.
import { useCallback, useEffect, useState } from "preact/hooks";
import { type Failure, failureOf } from "../core/http";

/** null while it is being fetched for the first time. */
export interface Loaded<T> {
  data: T | null;
  failure: Failure | null;
  reload: () => Promise<void>;
}

export function useLoad<T>(fetchIt: () => Promise<T>): Loaded<T> {
  const [data, setData] = useState<T | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const reload = useCallback(async () => {
    setFailure(null);
    try {
      setData(await fetchIt());
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  }, []);
  useEffect(() => void reload(), [reload]);
  return { data, failure, reload };
}
