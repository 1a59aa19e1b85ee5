// A brand's own action colour, moved to the nearest that can be read: text on paper and on the colour itself
// holds 4.5:1 in light and dark (WCAG 2.2, 1.4.3).

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const LIGHT_PAPER: Rgb = [251, 250, 247];
const DARK_SURFACE: Rgb = [26, 31, 41];
const DARK_TEXT: Rgb = [11, 22, 34];
const MIN_CONTRAST = 4.5;
/** Lines and words of a colour on a dark ground look dimmer than the ratio says. */
const MIN_ON_DARK = 6.5;
/** The house's own action colour: the tokens have it already. */
const HOUSE = "#0b5fa5";
const STEP = 0.04;

/** The custom properties that a brand colour sets. */
export interface ActionColours {
  "--action": string;
  "--on-action": string;
  "--action-ground": string;
  "--on-action-ground": string;
}

/** Reads "#0B5FA5" or "#05a"; null for anything else. */
export function parseHex(hex: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(hex);
  const full = short
    ? short.slice(1).map((c) => c + c)
    : /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)?.slice(1);
  if (!full) return null;
  const [r = 0, g = 0, b = 0] = full.map((c) => Number.parseInt(c, 16));
  return [r, g, b];
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of two colours, 1–21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function mix(a: Rgb, b: Rgb, part: number): Rgb {
  const one = (i: 0 | 1 | 2) => Math.round(a[i] * (1 - part) + b[i] * part);
  return [one(0), one(1), one(2)];
}

const hex = (c: Rgb) => `#${c.map((v) => v.toString(16).padStart(2, "0")).join("")}`;

/** The colours of a brand for one scheme; null where the tokens are to stay (the house's colour, or none). */
export function actionColours(colour: string, dark: boolean): ActionColours | null {
  const asked = parseHex(colour);
  if (!asked || hex(asked) === HOUSE) return null;
  const ground = dark ? DARK_SURFACE : LIGHT_PAPER;
  const text = dark ? DARK_TEXT : WHITE;
  const towards = dark ? WHITE : BLACK;
  let action = asked;
  for (let part = STEP; part <= 1; part += STEP) {
    if (
      contrast(action, ground) >= (dark ? MIN_ON_DARK : MIN_CONTRAST) &&
      contrast(action, text) >= MIN_CONTRAST
    )
      break;
    action = mix(asked, towards, part);
  }
  return {
    "--action": hex(action),
    "--on-action": hex(text),
    "--action-ground": hex(mix(dark ? DARK_SURFACE : WHITE, action, dark ? 0.24 : 0.11)),
    "--on-action-ground": "var(--ink)",
  };
}
