// Where the reader is and how to get elsewhere; the address always says the same.
import { computed, signal } from "@preact/signals";
import { type Filter, formatFilter, NO_FILTER } from "../find/filter";
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

  let narrowed = NO_FILTER;
  /** What the list is narrowed to; the same value as long as it says the same. */
  const filter = computed<Filter>(() => {
    const next = route.value.page === "inbox" ? (route.value.filter ?? NO_FILTER) : NO_FILTER;
    if (formatFilter(next) !== formatFilter(narrowed)) narrowed = next;
    return narrowed;
  });

  /** Asks before what was not saved is left; it is given what goes on. */
  let guard: ((leave: () => void) => void) | null = null;

  function go(next: Route, replace = false): void {
    if (guard && format(next) !== format(route.peek())) {
      guard(() => leave(() => go(next, replace)));
      return;
    }
    route.value = next;
    setAddress(format(next), replace);
  }

  function leave(onwards: () => void): void {
    guard = null;
    onwards();
  }

  return {
    /** Sets what asks before this place is left; null for nothing. */
    keep(ask: typeof guard): void {
      guard = ask;
    },
    route,
    layout,
    view,
    /** The open conversation. */
    openId,
    filter,
    go,
    /** Narrows the list; without a step to go back to unless one is asked for. */
    narrow(next: Filter, to: InboxView = view.peek(), step = false): void {
      const here = route.peek();
      if (here.page !== "inbox") return;
      const { filter: _, at: __, ...rest } = here;
      go({ ...rest, view: to, ...(next !== NO_FILTER && { filter: next }) }, !step);
    },
    /** The pages before the workplace are of no use to whoever is in. */
    settle(): void {
      const here = route.peek();
      if (here.page === "login" || here.page === "setup") go(HOME, true);
    },
    /** The address changed, by a link or by going back. */
    moved(address: string): void {
      const here = format(route.peek());
      if (guard && address !== here) {
        setAddress(here, false); // the browser has gone already
        guard(() => leave(() => go(parse(address))));
        return;
      }
      route.value = parse(address);
    },
    resized(pixels: number): void {
      layout.value = layoutFor(pixels, embedded);
    },
    show(next: InboxView): void {
      const conversation = layout.peek() === "pages" ? null : openId.peek();
      go({ page: "inbox", view: next, conversation, panel: false });
    },
    open(id: string, at = 0): void {
      const narrowed = filter.peek();
      go({
        page: "inbox",
        view: view.peek(),
        conversation: id,
        panel: false,
        ...(narrowed !== NO_FILTER && { filter: narrowed }),
        ...(at > 0 && { at }),
      });
    },
    /** One step back on a phone and for Escape: panel, conversation, list. */
    up(): void {
      const here = route.peek();
      if (here.page === "understanding") go(here.about.length > 0 ? { ...here, about: [] } : HOME);
      else if (here.page === "playbooks") go(here.id ? { ...here, id: null, tab: "graph" } : HOME);
      else if (here.page === "live") go(here.figure ? { ...here, figure: null } : HOME);
      else if (here.page === "contacts") go(here.id ? { ...here, id: null } : HOME);
      else if (here.page === "trust") go(here.figure ? { ...here, figure: null } : HOME);
      else if (here.page === "settings")
        go(here.section && layout.peek() === "pages" ? { page: "settings", section: null } : HOME);
      else if (here.page === "inbox" && here.panel) go({ ...here, panel: false }, true);
      else if (here.page === "inbox" && here.conversation) {
        const { at: _, ...rest } = here;
        go({ ...rest, conversation: null });
      }
    },
    togglePanel(on?: boolean): void {
      const here = route.peek();
      if (here.page !== "inbox" || !here.conversation) return;
      go({ ...here, panel: on ?? !here.panel }, layout.peek() !== "pages");
    },
  };
}
