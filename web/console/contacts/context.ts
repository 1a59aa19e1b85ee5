// What the views of the room share.
import { useMemo } from "preact/hooks";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { useConsole } from "../view/context";
import { createContactsApi } from "./api";
import { t } from "./texts";

/** The calls of the room, and a way to run a change. */
export function useContacts() {
  const { request, toasts } = useConsole();
  const api = useMemo(() => createContactsApi(request), [request]);
  const tell = (thrown: unknown) => {
    const { what, next } = failureText(failureOf(thrown));
    toasts.show("bad", what, next);
  };
  return { api, toasts, tell };
}

/** A contact's name, or a short sign that stays the same. */
export const calledOf = (contact: { id: string; name: string }): string =>
  contact.name.trim() || t("guest", { sign: contact.id.slice(-4).toUpperCase() });

export const channelWord = (channel: string): string => (channel === "web" ? t("channel_web") : channel);
