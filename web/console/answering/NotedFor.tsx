import { useEffect } from "preact/hooks";
import type { Message } from "../../shared/api";
import { useConsole } from "../view/context";
import { fetchColleagues } from "./colleagues";
import { t } from "./texts";

/** Under a note: whom it names, by the names that they have now. */
export function NotedFor({ message }: { message: Message }) {
  const { mentions, request } = useConsole();
  const named = message.mentions ?? [];
  const known = mentions.colleagues.value;
  useEffect(() => {
    if (named.length > 0 && !known) void fetchColleagues(request, mentions);
  }, [named.length]);
  if (named.length === 0) return null;
  const names = named.map((m) => known?.find((c) => c.id === m.agent_id)?.name ?? m.name);
  return <span class="noted-for">{t("noted_for", { names: names.map((n) => `@${n}`).join(", ") })}</span>;
}
