import { describe, expect, it } from "vitest";
import { createDrafts } from "../core/drafts";
import { ApiError, type Request } from "../core/http";
import { memoryStore } from "../core/storage";
import { createToasts } from "../core/toasts";
import { createAide } from "./aide";

function world(answer: (path: string, body: Record<string, unknown>) => unknown) {
  const drafts = createDrafts(
    memoryStore(),
    () => 0,
    () => "agt_me",
  );
  const toasts = createToasts(() => () => {});
  const asked: Record<string, unknown>[] = [];
  const request = (async (_method: string, path: string, body: unknown) => {
    asked.push(body as Record<string, unknown>);
    return answer(path, body as Record<string, unknown>);
  }) as Request;
  const aide = createAide({ request, drafts, toasts, newId: () => "c1", language: () => "id" });
  return { aide, drafts, toasts, asked };
}

describe("a machine's help", () => {
  it("puts other words into the composer as the draft that they are, and takes them back", async () => {
    const { aide, drafts, toasts, asked } = world(() => ({
      text: "Tidak bisa.",
      model: "m",
      draft_id: "msg_1",
    }));
    drafts.set("a", "reply", "nggak bisa");
    await aide.reword("a", "mend");
    expect(asked[0]).toMatchObject({ kind: "mend", text: "nggak bisa" });
    expect([drafts.get("a", "reply"), drafts.draftId("a", "reply")]).toEqual(["Tidak bisa.", "msg_1"]);
    toasts.toasts.value[0]?.action?.run();
    expect([drafts.get("a", "reply"), drafts.draftId("a", "reply")]).toEqual(["nggak bisa", undefined]);
  });

  it("never overwrites what was written while it was thinking", async () => {
    const { aide, drafts } = world(() => {
      drafts.set("a", "reply", "nggak bisa, maaf");
      return { text: "Tidak bisa.", model: "m", draft_id: "msg_1" };
    });
    drafts.set("a", "reply", "nggak bisa");
    await aide.reword("a", "mend");
    expect([drafts.get("a", "reply"), drafts.draftId("a", "reply")]).toEqual(["nggak bisa, maaf", undefined]);
  });

  it("leaves everything as it was where the help does not come, and says why", async () => {
    const { aide, drafts, toasts } = world(() => {
      throw new ApiError({
        status: 503,
        code: "llm_slow",
        title: "Terlalu lama",
        detail: "Coba lagi",
        retryAfter: 1,
      });
    });
    drafts.set("a", "reply", "halo");
    await aide.reword("a", "shorter");
    expect(drafts.get("a", "reply")).toBe("halo");
    expect(toasts.toasts.value[0]).toMatchObject({ tone: "bad", text: "Terlalu lama" });
    expect(aide.busy.value).toBeNull();
  });

  it("asks what there is once, and again only where that failed", async () => {
    let fails = true;
    const { aide, asked } = world(() => {
      if (fails) throw new Error("offline");
      return { kinds: ["suggest"] };
    });
    aide.known();
    await Promise.resolve();
    await Promise.resolve();
    fails = false;
    aide.known();
    aide.known();
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toHaveLength(2);
    expect(aide.kinds.value).toEqual(["suggest"]);
  });
});
