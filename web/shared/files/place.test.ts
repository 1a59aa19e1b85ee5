import { describe, expect, it } from "vitest";
import type { Attachment } from "../api";
import { addressOf, isPicture, kindOf, sizeOf } from "./place";

const file = (type: string, width?: number): Attachment => ({
  id: "att/1",
  name: "a",
  type,
  size: 1,
  digest: "",
  ...(width && { width, height: 1 }),
});

describe("files", () => {
  it("are named by what they are", () => {
    const office = "application/vnd.openxmlformats-officedocument.";
    const kinds = {
      "image/png": "kind_picture",
      "application/pdf": "kind_pdf",
      "text/csv": "kind_csv",
      "text/plain": "kind_text",
      [`${office}wordprocessingml.document`]: "kind_document",
      [`${office}spreadsheetml.sheet`]: "kind_sheet",
      [`${office}presentationml.presentation`]: "kind_slides",
      "application/vnd.oasis.opendocument.text": "kind_document",
      "application/vnd.oasis.opendocument.spreadsheet": "kind_sheet",
      "audio/ogg": "kind_audio",
      "application/x-other": "kind_file",
    };
    for (const [type, kind] of Object.entries(kinds)) expect(kindOf(type), type).toBe(kind);
  });

  it("are shown only where they are pictures with a size", () => {
    expect(isPicture(file("image/jpeg", 3))).toBe(true);
    expect(isPicture(file("image/svg+xml"))).toBe(false);
    expect(isPicture(file("text/html", 3))).toBe(false);
  });

  it("have a size in the reader's form", () => {
    expect([77, 1_499, 999_400, 3_449_000].map((n) => sizeOf(n, "id"))).toEqual([
      "77 B",
      "1 kB",
      "999 kB",
      "3,4 MB",
    ]);
    expect(sizeOf(3_449_000, "en")).toBe("3.4 MB");
  });

  it("have an address that their id cannot leave", () => {
    const place = { base: "/api/v1/chat/attachments", headers: () => ({}), direct: true };
    expect(addressOf(place, file("image/jpeg", 3), "preview")).toBe(
      "/api/v1/chat/attachments/att%2F1?variant=preview",
    );
  });
});
