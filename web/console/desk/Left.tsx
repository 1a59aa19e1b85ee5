import { useComputed } from "@preact/signals";
import { ms, ticking } from "./clock";
import { second } from "./second";

/** "0:42" until a moment, counting by itself. */
export function Left({ until }: { until: string | null | undefined }) {
  const end = ms(until);
  const word = useComputed(() => ticking(end - second.value));
  void word.value;
  return <span class="tabular">{ticking(end - second.peek())}</span>;
}
