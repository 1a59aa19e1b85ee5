import type { Author } from "./api";
import { authorLabel } from "./author";
import type { Language } from "./i18n";
import { Mark } from "./Mark";

interface Props {
  author: Author;
  size?: number;
  lang?: Language;
}

/** Mark and word together: "▢ Asisten AI", "◯ Petugas · Rina". */
export function AuthorTag({ author, size = 20, lang }: Props) {
  return (
    <span class="author-tag" data-kind={author.kind}>
      <Mark kind={author.kind} name={author.name} size={size} />
      <span class="author-word">{authorLabel(author, lang)}</span>
    </span>
  );
}
