/** A key beside what it does; a screen reader hears it from aria-keyshortcuts and the list under "?". */
export function Key({ name }: { name: string }) {
  return (
    <span class="key" aria-hidden="true">
      <kbd>{name}</kbd>
    </span>
  );
}
