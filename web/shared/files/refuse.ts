// Files that are let go where nothing takes them.

/** Whether files are dragged; marked words, links and the like are not. */
export const carries = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;

export const within = (selector: string, target: EventTarget | null): boolean =>
  (target as Partial<Element> | null)?.closest?.(selector) != null;

/** Files that nothing on the page takes stay where they were: a browser would show them in the place of the page. */
export function refuseFiles(page: EventTarget): void {
  const refuse = (event: DragEvent) => {
    if (event.defaultPrevented || !carries(event) || !event.dataTransfer) return;
    if (within("input[type=file]", event.target)) return; // takes them by itself
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  };
  for (const name of ["dragenter", "dragover", "drop"]) page.addEventListener(name, refuse as EventListener);
}
