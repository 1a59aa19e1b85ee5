// The text that a new playbook begins with. Pure.

/** What an id may look like; the server decides. */
export const ID_PATTERN = /^[a-z][a-z0-9_]{1,39}$/;

/** "Ganti alamat kirim" → "ganti_alamat_kirim". */
export function idFrom(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40)
    .replace(/_+$/, "");
}

const quoted = (text: string) => JSON.stringify(text);

export interface Names {
  id: string;
  title: { id: string; en: string };
}

/** A small playbook that works as it is: it greets and is done. */
export function blank({ id, title }: Names, intent: string | null): string {
  return `id: ${id}
version: 1
title: {id: ${quoted(title.id)}, en: ${quoted(title.en)}}
triggers:
  - ${intent ?? "{manual: true}"}
steps:
  - say:
      text:
        id: "Halo, ada yang bisa dibantu?"
        en: "Hello, how can I help?"
  - end: {solved: true}
`;
}

/** Another playbook's text under new names; every other line stays as it is. */
export function copyOf(source: string, { id, title }: Names): string {
  const lines = source.split("\n");
  const out: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (/^id:/.test(line)) out.push(`id: ${id}`);
    else if (/^version:/.test(line)) out.push("version: 1");
    else if (/^title:/.test(line)) {
      out.push(`title: {id: ${quoted(title.id)}, en: ${quoted(title.en)}}`);
      while (/^\s+\S/.test(lines[i + 1] ?? "")) i++;
    } else out.push(line);
  }
  return out.join("\n");
}
