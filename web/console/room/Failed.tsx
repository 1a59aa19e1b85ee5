import type { ComponentChildren } from "preact";
import { Icon } from "../../shared/Icon";

interface Props {
  /** What did not work and what to do next; nothing is shown, but a screen reader's place is kept, where there is none. */
  why: { what: string; next: string } | null | undefined | false;
  class?: string;
  children?: ComponentChildren;
}

/** Says, also to a screen reader, why something did not work. */
export function Failed({ why, class: own, children }: Props) {
  return (
    <div role="alert">
      {why && (
        <p class={own ? `banner ${own}` : "banner"} data-tone="bad">
          <Icon name="circle-alert" size={18} />
          <span>
            {why.what} {why.next}
          </span>
          {children}
        </p>
      )}
    </div>
  );
}
