// Opens a conversation at the message that the address names.
import { useEffect } from "preact/hooks";
import type { Thread } from "../core/thread";
import { useConsole } from "../view/context";
import { jumpTo } from "../view/jump";

/** Once the conversation is here, fetches back to the message if need be and shows it. */
export function useArrival(id: string, thread: Thread): void {
  const { route, threads } = useConsole();
  const here = route.value;
  const at = here.page === "inbox" ? (here.at ?? 0) : 0;
  const ready = thread.state === "ready";
  useEffect(() => {
    if (!ready || at === 0) return;
    let waits = true;
    void threads.reach(id, at).then((there) => {
      if (waits && there) requestAnimationFrame(() => jumpTo(at));
    });
    return () => {
      waits = false;
    };
  }, [id, at, ready]);
}
