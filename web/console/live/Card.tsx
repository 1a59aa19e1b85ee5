import type { ComponentChildren } from "preact";

interface Props {
  title: string;
  lead: string;
  wide?: boolean;
  children: ComponentChildren;
}

/** One part of the desk, with what it says. Its table is the landmark. */
export function Card({ title, lead, wide, children }: Props) {
  return (
    <section class="card live-card" data-wide={wide ? "" : undefined}>
      <header>
        <h2>{title}</h2>
        <p class="soft">{lead}</p>
      </header>
      {children}
    </section>
  );
}
