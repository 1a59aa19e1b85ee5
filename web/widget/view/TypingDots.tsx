import { Mark } from "../../shared/Mark";
import { t } from "../texts";
import { usePanel } from "./context";
import { speaker } from "./Head";

/** Who is writing, with the mark of its kind: a machine never under a person's name. */
export function TypingDots() {
  const { chat } = usePanel();
  const who = chat.typing.value;
  if (!who) return null;
  const person = speaker(chat.state.value);
  const human = who === "human" && person.kind === "human";
  const text = human ? t("typing_human", { name: person.name || t("person_here") }) : t("typing_ai");
  return (
    <p class="typing" data-kind={human ? "human" : "ai"} aria-live="off">
      <Mark kind={human ? "human" : "ai"} name={person.name} size={18} />
      <span>{text}</span>
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </p>
  );
}
