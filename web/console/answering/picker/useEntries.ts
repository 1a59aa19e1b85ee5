// What there is to choose from, for what was typed.
import { useEffect, useState } from "preact/hooks";
import type { Conversation } from "../../../shared/api";
import { useConsole } from "../../view/context";
import type { Article, Colleague, Macro } from "../api";
import { fetchColleagues } from "../colleagues";
import type { Pick } from "../trigger";
import { colleaguesFor, macrosFor } from "./match";
import { t } from "./texts";
import { useAnsweringApi } from "./useAnsweringApi";

const SHOWN = 30;
const SEARCH_PAUSE_MS = 180;

export type Entry =
  | { kind: "macro"; id: string; title: string; hint: string; line: string; macro: Macro }
  | { kind: "article"; id: string; title: string; hint: string; line: string; article: Article }
  | { kind: "mention"; id: string; title: string; hint: string; line: string; colleague: Colleague };

export interface Found {
  state: "loading" | "ready" | "failed";
  entries: Entry[];
  note: string;
  retry: () => void;
}

const firstLine = (text: string) => text.split("\n").find((line) => line.trim()) ?? "";

export function useEntries(pick: Pick, query: string, row: Conversation): Found {
  const api = useAnsweringApi();
  const { mentions, request } = useConsole();
  const [macros, setMacros] = useState<Macro[] | null>(null);
  const [articles, setArticles] = useState<Article[] | null>(null);
  const [busy, setBusy] = useState(true);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let here = true;
    setFailed(false);
    const ended = (ok: boolean) => {
      if (!here) return;
      setBusy(false);
      setFailed(!ok);
    };
    if (pick === "macro")
      api.macros().then(
        (all) => {
          if (here) setMacros(all);
          ended(true);
        },
        () => ended(false),
      );
    if (pick === "mention") void fetchColleagues(request, mentions).then(() => ended(true));
    return () => {
      here = false;
    };
  }, [pick, turn]);

  useEffect(() => {
    if (pick !== "article") return;
    let here = true;
    setBusy(true);
    const wait = setTimeout(
      () => {
        api.articles(row.id, query.trim()).then(
          (page) => {
            if (!here) return;
            setArticles(page.items ?? []);
            setBusy(false);
            setFailed(false);
          },
          () => {
            if (!here) return;
            setBusy(false);
            setFailed(true);
          },
        );
      },
      query ? SEARCH_PAUSE_MS : 0,
    );
    return () => {
      here = false;
      clearTimeout(wait);
    };
  }, [pick, query, turn]);

  const entries: Entry[] = [];
  if (pick === "macro")
    for (const macro of macrosFor(macros ?? [], query).slice(0, SHOWN))
      entries.push({
        kind: "macro",
        id: macro.id,
        title: macro.name,
        hint: macro.shortcut && `;${macro.shortcut}`,
        line: firstLine(
          (row.language === "en" ? macro.texts.en : macro.texts.id) ?? macro.texts.id ?? macro.texts.en ?? "",
        ),
        macro,
      });
  if (pick === "article")
    for (const article of articles ?? [])
      entries.push({
        kind: "article",
        id: article.id + article.language,
        title: article.title,
        hint: article.language === row.language ? "" : t(`language_${article.language}`),
        line: firstLine(article.passage),
        article,
      });
  if (pick === "mention")
    for (const colleague of colleaguesFor(mentions.colleagues.value ?? [], query).slice(0, SHOWN))
      entries.push({
        kind: "mention",
        id: colleague.id,
        title: colleague.handle,
        hint: colleague.online ? t("online") : "",
        line: "",
        colleague,
      });
  return {
    state: failed ? "failed" : busy ? "loading" : "ready",
    entries,
    note: pick === "article" && !query.trim() && entries.length > 0 ? t("searched_last") : "",
    retry: () => {
      setBusy(true);
      setTurn(turn + 1);
    },
  };
}
