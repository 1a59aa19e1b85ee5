// Where the reader is and how to get elsewhere; the address always says the same.
import { computed, signal } from "@preact/signals";
import { type Layout, layoutFor } from "./layout";
import { format, HOME, type InboxView, parse, type Route } from "./route";

interface Deps {
  hash: string;
  width: number;
  embedded: boolean;
  /** Changes the address; `replace` leaves no step to go back to. */
  go: (hash: string, replace: boolean) => void;
}

export function createNavigator({ hash, width, embedded, go: setAddress }: Deps) {
  const route = signal<Route>(parse(hash));
  const layout = signal<Layout>(layoutFor(width, embedded));
  const view = computed<InboxView>(() => (route.value.page === "inbox" ? route.value.view : "queue"));
  const openId = computed(() => (route.value.page === "inbox" ? route.value.conversation : null));

  function go(next: Route, replace = false): void {
    route.value = next;
    setAddress(format(next), replace);
  }

  return {
    route,
    layout,
    view,
    /** The open conversation. */
    openId,
    go,
    /** The pages before the workplace are of no use to whoever is in. */
    settle(): void {
      const here = route.peek();
      if (here.page === "login" || here.page === "setup") go(HOME, true);
    },
    /** The address changed, by a link or by going back. */
    moved(address: string): void {
      route.value = parse(address);
    },
    resized(pixels: number): void {
      layout.value = layoutFor(pixels, embedded);
    },
    show(next: InboxView): void {
      const conversation = layout.peek() === "pages" ? null : openId.peek();
      go({ page: "inbox", view: next, conversation, panel: false });
    },
    open(id: string): void {
      go({ page: "inbox", view: view.peek(), conversation: id, panel: false });
    },
    /** One step back on a phone and for Escape: panel, conversation, list. */
    up(): void {
      const here = route.peek();
      if (here.page === "understanding") go(here.about.length > 0 ? { ...here, about: [] } : HOME);
      else if (here.page === "playbooks") go(here.id ? { ...here, id: null, tab: "graph" } : HOME);
      else if (here.page === "trust") go(here.figure ? { ...here, figure: null } : HOME);
      else if (here.page === "settings")
        go(here.section && layout.peek() === "pages" ? { page: "settings", section: null } : HOME);
      else if (here.page === "inbox" && here.panel) go({ ...here, panel: false }, true);
      else if (here.page === "inbox" && here.conversation) go({ ...here, conversation: null });
    },
    togglePanel(on?: boolean): void {
      const here = route.peek();
      if (here.page !== "inbox" || !here.conversation) return;
      go({ ...here, panel: on ?? !here.panel }, layout.peek() !== "pages");
    },
  };
}
