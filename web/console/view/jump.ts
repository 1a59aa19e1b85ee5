// Shows one message of the open conversation and lets it glow once.

/** Scrolls to the message at a position, if it is on the page. */
export function jumpTo(seq: number): void {
  const found = document.querySelector<HTMLElement>(`.messages [data-seq="${seq}"]`);
  if (!found) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  found.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  found.classList.add("glow");
  setTimeout(() => found.classList.remove("glow"), 1800);
}
