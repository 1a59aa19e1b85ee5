// What a machine prepares for an agent: an answer from the help centre, a summary, other words for one's own, the contact's words in
// one's own language. Nothing is sent from here. What could end up in a message is a draft that the server keeps; the
// composer takes it with its id, and the server compares what goes out with it.
import { signal } from "@preact/signals";
import type { Language } from "../../shared/i18n";
import type { Drafts } from "../core/drafts";
import { failureOf, type Request } from "../core/http";
import type { Toasts } from "../core/toasts";
import { t } from "./texts";

export type AideKind =
  | "suggest"
  | "summary"
  | "shorter"
  | "warmer"
  | "formal"
  | "mend"
  | "translate"
  | "read";

/** Puts one's own words otherwise; the text in the composer is replaced. */
export const REWORDS: readonly AideKind[] = ["shorter", "warmer", "formal", "mend", "translate"];

/** A model may take its time; the server gives up before this. */
const PATIENCE_MS = 45_000;

interface Helped {
  text: string;
  model: string;
  draft_id?: string;
}

interface Deps {
  request: Request;
  drafts: Drafts;
  toasts: Toasts;
  newId: () => string;
  language: () => Language;
}

export function createAide({ request, drafts, toasts, newId, language }: Deps) {
  /** What can be asked for here; null until it is known. */
  const kinds = signal<readonly AideKind[] | null>(null);
  /** The conversation for which something is being prepared, and what. */
  const busy = signal<{ conversation: string; kind: AideKind } | null>(null);
  /** The contact's words in the agent's language, by the message's id. */
  const read = signal<ReadonlyMap<string, string>>(new Map());
  let asked = false;

  async function load(): Promise<void> {
    try {
      kinds.value = (await request<{ kinds: AideKind[] }>("GET", "/aide")).kinds;
    } catch {
      asked = false; // again when it is next wanted
    }
  }

  async function help(conversation: string, kind: AideKind, text = ""): Promise<Helped | null> {
    if (busy.peek()) return null;
    busy.value = { conversation, kind };
    try {
      const body = { kind, text, language: language(), client_id: newId() };
      return await request<Helped>("POST", `/conversations/${conversation}/help`, body, PATIENCE_MS);
    } catch (thrown) {
      const { title, detail } = failureOf(thrown);
      toasts.show("bad", title || t("failed"), detail || t("failed_next"));
      return null;
    } finally {
      busy.value = null;
    }
  }

  return {
    kinds,
    busy,
    read,
    /** Finds out what can be asked for; whoever is waiting for it is told where that fails. */
    known(waits = false): void {
      if (asked) return;
      asked = true;
      void load().then(() => {
        if (waits && !asked) toasts.show("bad", t("failed"), t("failed_next"));
      });
    },
    /** An answer from the help centre comes into the composer, in front of what stands there. */
    async suggest(conversation: string): Promise<void> {
      const got = await help(conversation, "suggest");
      if (got) drafts.give(conversation, "reply", got.text, got.draft_id);
    },
    /** A summary comes into the conversation as a note of the machine; it is no draft of a message. */
    async summary(conversation: string): Promise<void> {
      if (await help(conversation, "summary")) toasts.show("good", t("summed_up"));
    },
    /** The words in the composer are put otherwise; what was written meanwhile stays, and one step brings the old words back. */
    async reword(conversation: string, kind: AideKind): Promise<void> {
      const before = drafts.get(conversation, "reply");
      const from = drafts.draftId(conversation, "reply");
      const got = await help(conversation, kind, before);
      if (!got) return;
      const put = (text: string, id: string | undefined) => {
        drafts.set(conversation, "reply", "");
        drafts.set(conversation, "reply", text, id);
        drafts.given.value = { conversation, kind: "reply" };
      };
      if (drafts.get(conversation, "reply") !== before) {
        toasts.show("info", t("written_on"), got.text);
        return;
      }
      put(got.text, got.draft_id);
      toasts.show("good", t("reworded"), undefined, {
        label: t("undo"),
        run: () => put(before, from),
        undoes: true,
      });
    },
    async translate(conversation: string, message: string, text: string): Promise<void> {
      const got = await help(conversation, "read", text);
      if (got) read.value = new Map(read.peek()).set(message, got.text);
    },
  };
}

export type Aide = ReturnType<typeof createAide>;
