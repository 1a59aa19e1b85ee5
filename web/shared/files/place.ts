// Where files go and come from: one conversation, as its contact or as an agent. Pure, but for what it is given.
import type { Attachment } from "../api";

/** As the server has them. */
export const MAX_FILES = 5;
export const MAX_BYTES = 10 << 20;

export interface Place {
  /** The address to which files are added, and under which each is. */
  base: string;
  /** Headers of each call: who one is, and in which language errors are wanted. */
  headers: () => Record<string, string>;
  /** Whether the browser may fetch a file by its address alone. */
  direct: boolean;
}

export function addressOf(place: Place, file: Attachment, variant?: "preview"): string {
  return `${place.base}/${encodeURIComponent(file.id)}${variant ? "?variant=preview" : ""}`;
}

/** A picture can be shown; everything else is only saved. */
export const isPicture = (file: Attachment): boolean => file.type.startsWith("image/") && !!file.width;

export type KindKey =
  | "kind_picture"
  | "kind_pdf"
  | "kind_text"
  | "kind_csv"
  | "kind_document"
  | "kind_sheet"
  | "kind_slides"
  | "kind_audio"
  | "kind_file";

/** What a file is, as the key of a word. */
export function kindOf(type: string): KindKey {
  if (type.startsWith("image/")) return "kind_picture";
  if (type.startsWith("audio/")) return "kind_audio";
  if (type === "application/pdf") return "kind_pdf";
  if (type === "text/csv") return "kind_csv";
  if (type.startsWith("text/")) return "kind_text";
  if (/sheet$/.test(type)) return "kind_sheet"; // …spreadsheetml.sheet, …opendocument.spreadsheet
  if (/presentation$/.test(type)) return "kind_slides";
  if (/(document|text)$/.test(type)) return "kind_document";
  return "kind_file";
}

/** Bytes in the reader's form: "850 B", "12 kB", "3,4 MB". */
export function sizeOf(bytes: number, language: string): string {
  const form = (n: number, digits: number) => n.toLocaleString(language, { maximumFractionDigits: digits });
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${form(bytes / 1000, 0)} kB`;
  return `${form(bytes / 1_000_000, 1)} MB`;
}
