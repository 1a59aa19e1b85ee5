import { useMemo } from "preact/hooks";
import { useConsole } from "../../view/context";
import { createAnsweringApi } from "../api";

/** The calls of macros and articles, bound to the console's way out. */
export function useAnsweringApi() {
  const { request } = useConsole();
  return useMemo(() => createAnsweringApi(request), [request]);
}
