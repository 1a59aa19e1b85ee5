import { describe, expect, it } from "vitest";
import vectors from "../../provenance/receipt/testdata/vectors.json";
import { verifyEd25519 } from "./ed25519";
import { utf8, Wrong } from "./note";
import { parseTrust, type Report, verify } from "./receipt";
import { hmac256, sha256, sha512 } from "./sha2";
import { texts } from "./texts";

interface Vector {
  name: string;
  file: string;
  trust: string;
  require?: number;
  code: string;
  args?: Record<string, string>;
  report?: Record<string, unknown>;
}

function judge(v: Vector): Report | Wrong {
  try {
    const trust = parseTrust(v.trust);
    if (v.require) trust.require = v.require;
    return verify(v.file, trust);
  } catch (error) {
    if (error instanceof Wrong) return error;
    throw error;
  }
}

describe("receipts are judged as the Go code judges them", () => {
  it.each(vectors as Vector[])("$name", (v) => {
    const got = judge(v);
    if (got instanceof Wrong) {
      expect(got.code).toBe(v.code);
      expect(Object.keys(texts.en)).toContain(got.code);
      // Reasons are prose; places, sizes and keys must agree.
      const { why: _, ...want } = v.args ?? {};
      const { why: __, ...have } = got.args;
      expect(have).toEqual(want);
      return;
    }
    expect(v.code).toBe("");
    const { statement, index, code, size, origin, keyID, keyTrusted, chained, witnesses, erased, shown } =
      got;
    const report = {
      statement,
      index,
      code,
      size,
      origin,
      key_id: keyID,
      key_trusted: keyTrusted,
      chained,
      witnesses,
      erased,
    };
    const { shown: wantShown, ...want } = v.report ?? {};
    expect(report).toEqual(want);
    expect(shown?.text).toBe((wantShown as { text?: string } | undefined)?.text);
  });

  it("finds every changed byte", () => {
    const { file, trust } = (vectors as Vector[])[0] as Vector;
    for (let i = 0; i < file.trimEnd().length; i += 7) {
      const bad = file.slice(0, i) + String.fromCharCode(file.charCodeAt(i) ^ 1) + file.slice(i + 1);
      expect(judge({ name: "", file: bad, trust, code: "" }), `byte ${i}`).toBeInstanceOf(Wrong);
    }
  });
});

const hex = (b: Uint8Array) => Buffer.from(b).toString("hex");
const unhex = (s: string) => Uint8Array.from(Buffer.from(s, "hex"));

describe("cryptography", () => {
  it("hashes as the standards say (FIPS 180-4, RFC 4231 case 2)", () => {
    expect(hex(sha256(utf8("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(hex(sha512(utf8("abc"))).slice(0, 32)).toBe("ddaf35a193617abacc417349ae204131");
    expect(hex(hmac256(utf8("Jefe"), utf8("what do ya want for nothing?"))).slice(0, 16)).toBe(
      "5bdcc146bf60754e",
    );
  });
  it.each([0, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000])(
    "agrees with the browser's own on %i bytes",
    async (n) => {
      const data = Uint8Array.from({ length: n }, (_, i) => i * 7);
      expect(hex(sha256(data))).toBe(hex(new Uint8Array(await crypto.subtle.digest("SHA-256", data))));
      expect(hex(sha512(data))).toBe(hex(new Uint8Array(await crypto.subtle.digest("SHA-512", data))));
    },
  );
  it("checks the signature of RFC 8032 section 7.1 test 3, and no changed one", () => {
    const key = unhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    const sig = unhex(
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    );
    expect(verifyEd25519(key, unhex("af82"), sig)).toBe(true);
    expect(verifyEd25519(key, unhex("af83"), sig)).toBe(false);
    for (let i = 0; i < 64; i += 5)
      expect(
        verifyEd25519(
          key,
          unhex("af82"),
          sig.map((b, j) => (i === j ? b ^ 1 : b)),
        ),
      ).toBe(false);
  });
});
