import type { ComponentChildren } from "preact";

interface Props {
  title: string;
  lead: string;
  children?: ComponentChildren;
}

/** The name of a view, what it is for, and its main action. */
export function Head({ title, lead, children }: Props) {
  return (
    <div class="view-head">
      <div>
        <h2>{title}</h2>
        <p class="soft">{lead}</p>
      </div>
      {children}
    </div>
  );
}
