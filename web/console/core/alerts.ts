// How the page draws attention by itself: its title, and a soft sound. What else is told, and when, is in notify/.

/** "(3) Percakapan · Terang": the number only where something waits. */
export function titleFor(place: string, brand: string, waiting: number): string {
  const count = waiting > 99 ? "(99+) " : waiting > 0 ? `(${waiting}) ` : "";
  return `${count}${place} · ${brand}`;
}

/** Two soft tones of a bell, a quarter of a second; silent where the browser does not let us. */
export function chime(context: AudioContext): void {
  const start = context.currentTime;
  for (const [index, hertz] of [660, 880].entries()) {
    const at = start + index * 0.11;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.type = "sine";
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.28);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  }
}
