// The demo page: connects the stage to the browser and draws it.
import { render } from "preact";
import { asLanguage, language } from "../shared/i18n";
import "../shared/tokens.css";
import "../shared/base.css";
import "../shared/font.css";
import "./style/page.css";
import "./style/brand.css";
import "./style/stage.css";
import "./style/phone.css";
import "./style/log.css";
import { tempo } from "./story/hand";
import { App } from "./view/App";
import { createAsk } from "./world";

// The page begins in Indonesian; ?lang=en begins in English, ?pace=quick plays without waiting for readers (for tests).
const query = new URLSearchParams(location.search);
language.value = asLanguage(query.get("lang") ?? "id");

const still = matchMedia("(prefers-reduced-motion: reduce)");
const ask = createAsk(
  (input, init) => fetch(input, init),
  () => language.peek(),
);
const root = document.getElementById("demo");
if (root) {
  render(<App ask={ask} tempo={() => tempo(still.matches, query.get("pace") === "quick")} />, root);
}
