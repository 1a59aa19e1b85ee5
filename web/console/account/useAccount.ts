// The account's calls, and a way to run one that tells what went wrong.
import { useMemo } from "preact/hooks";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { useConsole } from "../view/context";
import { createAccountApi } from "./api";
import { t } from "./texts";

export function useAccount() {
  const { request, toasts } = useConsole();
  const api = useMemo(() => createAccountApi(request), [request]);
  /** Runs a change; null where it failed, which a toast tells. */
  const attempt = async <T>(run: () => Promise<T>): Promise<{ value: T } | null> => {
    try {
      return { value: await run() };
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      toasts.show("bad", t("failed"), `${what} ${next}`);
      return null;
    }
  };
  return { api, attempt, toasts };
}
