// Lucide icons (https://lucide.dev, ISC) that only the demo page uses.
import { IconPath } from "../../shared/Icon";

const paths = {
  play: "M6 3l14 9-14 9z",
  pause: "M7 4h3v16H7zM14 4h3v16h-3z",
  step: "M5 4l10 8-10 8zM19 5v14",
  restart: "M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8M3 3v5h5",
  phone: "M7 2h10a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM12 18h.01",
  inbox:
    "M22 12h-6l-2 3h-4l-2-3H2M5.45 5.11 2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-6l-3.45-6.89A2 2 0 0 0 16.76 4H7.24a2 2 0 0 0-1.79 1.11z",
  proof:
    "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1zM9 12l2 2 4-4",
  message: "M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2z",
  world: "M13 2 3 14h9l-1 8 10-12h-9z",
  hand: "M18 11V6a2 2 0 0 0-4 0M14 10V4a2 2 0 0 0-4 0v2M10 10.5V6a2 2 0 0 0-4 0v8M18 8a2 2 0 1 1 4 0v6a8 8 0 0 1-8 8h-2c-2.8 0-4.5-.86-5.99-2.34l-3.6-3.6a2 2 0 0 1 2.83-2.82L7 15",
} as const;

export type GlyphName = keyof typeof paths;

export function Glyph({ name, size = 20 }: { name: GlyphName; size?: number }) {
  return <IconPath d={paths[name]} size={size} />;
}

/** The brand's own spot: a sun over the horizon. Neither square nor circle, for it is no author. */
export function Sun({ size = 28 }: { size?: number }) {
  return (
    <svg class="sun" width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path d="M7.5 22a8.5 8.5 0 0 1 17 0z" fill="var(--sun)" />
      <path
        d="M3 26h26M16 5.5v3.4M5.9 10.6l2.4 2.3M26.1 10.6l-2.4 2.3"
        stroke="var(--sun)"
        stroke-width="2.6"
        stroke-linecap="round"
      />
    </svg>
  );
}
