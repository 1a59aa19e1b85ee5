import type { ComponentChildren } from "preact";

interface Props {
  /** What a screen reader calls it. */
  name: string;
  heads: readonly string[];
  children: ComponentChildren;
}

/** A table with its name, that scrolls by itself where the screen is narrow. */
export function Table({ name, heads, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1).
    <section class="table-box" aria-label={name} tabIndex={0}>
      <table class="table live-table">
        <caption class="visually-hidden">{name}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
