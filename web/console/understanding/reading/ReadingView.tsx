import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { Managers } from "../../room/Managers";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import { PersonalNote } from "../AddExamples";
import type { Reading } from "../api";
import { useRoom } from "../context";
import { IntentPicker } from "../IntentPicker";
import { personal } from "../lines";
import { Meter } from "../Meter";
import { t as tm } from "../texts";
import { languageWord, percent, wordFor } from "../words";
import { t, texts } from "./texts";

const word = (family: string, name: string) => wordFor(texts, t, family, name);

/** Below this a guess is 0% to the reader. */
const WORTH_SHOWING = 0.005;

/** What is heard in a text, what would follow, and the words that show it. */
export function ReadingView({ text, reading }: { text: string; reading: Reading }) {
  const { title, overview } = useRoom();
  const [best, ...others] = reading.intents;
  const rivals = others.filter((one) => one.confidence >= WORTH_SHOWING);
  const manner = [
    languageWord(reading.language),
    reading.register && word("register", reading.register),
    t(reading.deep ? "read_deep" : "read_fast"),
  ].filter(Boolean);
  const threshold = overview.held.value.data?.promise.threshold;
  return (
    <>
      <section class="card reading-main" aria-labelledby="reading">
        <p class="eyebrow">{t("heard")}</p>
        <h3 id="reading" class="reading-best">
          {best ? title(best.intent) : tm("nothing_heard")}
        </h3>
        <p class="reading-known" data-known={reading.known}>
          {reading.known ? <Glyph name="circle-check" size={18} /> : <Icon name="circle-alert" size={18} />}
          <span>
            {t(reading.known ? "known" : "unknown")}
            {!reading.known && threshold !== undefined && threshold > 0 && (
              <span class="soft"> {t("unknown_why", { share: percent(threshold) })}</span>
            )}
          </span>
        </p>
        {best && (
          <ul class="scores">
            {[best, ...rivals].map((scored) => (
              <li key={scored.intent}>
                <span>{title(scored.intent)}</span>
                <Meter share={scored.confidence} word={t("sure_word")} />
              </li>
            ))}
          </ul>
        )}
        <p class="soft reading-manner">{manner.join(" · ")}</p>
      </section>
      {reading.parts.length > 1 && (
        <Block title={t("parts")}>
          {reading.parts.map((part) => (
            <Item key={part.text} name={title(part.intent)}>
              <q>{part.text}</q>
            </Item>
          ))}
        </Block>
      )}
      <div class="reading-pair">
        <Block title={t("nearest")} none={t("nearest_none")}>
          {reading.nearest.map((near) => (
            <Item key={near.intent + near.text} name={title(near.intent)}>
              <q>{near.text}</q>
              <Meter share={near.likeness} word={t("like_word")} />
            </Item>
          ))}
        </Block>
        <div class="reading-stack">
          <Block title={t("entities")} none={t("entities_none")}>
            {reading.entities.map((entity, i) => (
              <Item key={`${entity.kind}${i}`} name={word("entity", entity.kind)}>
                <q>{entity.text}</q>
              </Item>
            ))}
          </Block>
          <Block title={t("requests")} none={t("requests_none")}>
            {reading.requests.map((found) => (
              <Item key={found.request + found.quote} name={word("request", found.request)}>
                {found.quote && <q>{found.quote}</q>}
              </Item>
            ))}
          </Block>
          <Block title={t("mood")} none={t("mood_none")}>
            {reading.mood.map((mood) => (
              <Item key={mood.mood} name={word("mood", mood.mood)}>
                <Meter share={mood.strength} />
                {mood.quotes.map((quote) => (
                  <q key={quote}>{quote}</q>
                ))}
              </Item>
            ))}
          </Block>
        </div>
      </div>
      <Managers>
        <MakeExample key={text} text={text} />
      </Managers>
    </>
  );
}

interface BlockProps {
  title: string;
  /** Said where there is nothing. */
  none?: string;
  children: ComponentChildren[];
}

function Block({ title, none, children }: BlockProps) {
  return (
    <section class="card block">
      <h3 class="eyebrow">{title}</h3>
      {children.length > 0 ? <ul>{children}</ul> : <p class="soft">{none}</p>}
    </section>
  );
}

function Item({ name, children }: { name: string; children?: ComponentChildren }) {
  return (
    <li class="block-item">
      <span class="block-name">{name}</span>
      {children}
    </li>
  );
}

/** Heard wrongly? Then it becomes an example of what it is. */
function MakeExample({ text }: { text: string }) {
  const room = useRoom();
  const { toasts } = useConsole();
  const [intent, setIntent] = useState("");
  const [done, setDone] = useState(false);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    if (busy || !intent || done) return;
    setBusy(true);
    await room.attempt(tm("teach_failed"), async () => {
      const { added } = await room.add([{ intent, language: "", text }], true);
      if (added > 0) toasts.show("good", tm("added", { count: 1 }), tm("waits_in_draft"));
      else toasts.show("info", tm("add_all_known"));
      setDone(true);
    });
    setBusy(false);
  };
  return (
    <section class="card make">
      <h3>{t("make_title")}</h3>
      <p class="soft">{t("make_why")}</p>
      {personal(text) && <PersonalNote />}
      <div class="group-acts">
        <IntentPicker
          label={tm("group_intent")}
          value={intent}
          onChange={(name) => {
            setIntent(name);
            setDone(false);
          }}
          mayBeNew
        />
        <button
          type="button"
          class="button"
          aria-disabled={busy || done || !intent}
          onClick={() => void make()}
        >
          {done ? t("made") : tm("teach")}
        </button>
      </div>
    </section>
  );
}
