// How the page draws attention when it is not looked at: title, a soft sound, a desktop notification.

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

interface Bell {
  sound: () => boolean;
  notify: () => boolean;
  hidden: () => boolean;
}

/** Rings for something new. Several at once ring once. */
export function createBell({ sound, notify, hidden }: Bell) {
  let audio: AudioContext | null = null;
  let last = 0;
  return {
    ring(now: number): void {
      if (!sound() || now - last < 1500) return;
      last = now;
      try {
        audio ??= new AudioContext();
        void audio.resume();
        chime(audio);
      } catch {
        // No audio device, or none allowed yet.
      }
    },
    /** Shows a notification that names no content: a locked screen is public. */
    show(title: string, body: string, tag: string, open: () => void): void {
      if (
        !notify() ||
        !hidden() ||
        typeof Notification === "undefined" ||
        Notification.permission !== "granted"
      )
        return;
      try {
        const shown = new Notification(title, { body, tag });
        shown.onclick = () => {
          window.focus();
          open();
          shown.close();
        };
      } catch {
        // Some mobile browsers only allow notifications from a service worker.
      }
    },
  };
}
