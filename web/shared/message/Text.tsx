import { linkify } from "../linkify";

/** Plain text with its line breaks; web addresses become links, nothing else is interpreted. */
export function Text({ text }: { text: string }) {
  return (
    <>
      {linkify(text).map((part) =>
        part.href ? (
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  );
}
