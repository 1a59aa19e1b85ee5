// The proof log as the page shows it: it follows the log leaf by leaf, computes the root again from what it
// was given, checks the signature of each head, and checks receipts.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Leaf, Leaves, Message, Statement } from "../../shared/api";
import type { Ask } from "../world";
import { type Edge, EMPTY, equal, parseHash, push, root } from "./merkle";
import { parseCheckpoint, parseKey, type Signed, signedBy } from "./note";
import { type Report, verify } from "./receipt";

const PAGE = 100;
/** A longer log is shown from its end, and its root is not computed again. */
const MAX_COMPUTED = 5_000;
const KEEP = 300;

/** The head of the log, as signed and as checked here. */
export interface Head {
  size: number;
  root: string;
  signed: Signed;
  /** Whether the root computed from the leaves is the signed one. */
  agrees: Signed;
}

/** What became of checking one receipt. */
export interface Checking {
  index: number;
  state: "busy" | "done" | "failed";
  report: Report | null;
  /** The file, for saving. */
  file: { name: string; text: string } | null;
}

export interface ProofLog {
  /** Newest first. */
  leaves: ReadonlySignal<readonly Leaf[]>;
  head: ReadonlySignal<Head | null>;
  failed: ReadonlySignal<boolean>;
  checking: ReadonlySignal<Checking | null>;
  /** The leaf that was there when the page opened; newer ones slide in. */
  opened: ReadonlySignal<number>;
  refresh: () => Promise<void>;
  /** Checks the receipt of a leaf. */
  check: (leaf: Leaf) => Promise<Checking>;
  /** The leaf of the message at a position of a conversation. */
  leafOf: (conversation: string, seq: number) => Promise<Leaf | undefined>;
  close: () => void;
}

export function createProofLog(ask: Ask, key: string): ProofLog {
  const leaves = signal<readonly Leaf[]>([]);
  const head = signal<Head | null>(null);
  const failed = signal(false);
  const checking = signal<Checking | null>(null);
  const opened = signal(-1);
  const homes = new Map<string, string>();
  let logKey = "";
  let edge: Edge | null = EMPTY;
  let next = 0;
  let first = true;
  let busy = false;

  async function refresh(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      while (await page());
      failed.value = false;
    } catch {
      failed.value = true;
    } finally {
      busy = false;
    }
  }

  /** Fetches one page; true where there is more. */
  async function page(): Promise<boolean> {
    const got = await ask.json<Leaves & { key?: string }>(
      `/log/leaves?key=${encodeURIComponent(key)}&since=${next}&limit=${PAGE}`,
    );
    logKey = got.key ?? logKey;
    if (first && got.size > MAX_COMPUTED) {
      next = got.size - PAGE;
      edge = null;
      first = false;
      return true;
    }
    const fresh = got.leaves.filter((leaf) => leaf.index >= next);
    for (const leaf of fresh) {
      const hash = parseHash(leaf.hash);
      if (edge && hash && edge.size === leaf.index) edge = await push(edge, hash);
      else edge = null;
    }
    next = (fresh.at(-1)?.index ?? next - 1) + 1;
    // A change of settings is a leaf, too; nobody said it to a customer.
    const said = fresh.filter((leaf) => leaf.statement?.author);
    if (said.length > 0) leaves.value = [...said.toReversed(), ...leaves.value].slice(0, KEEP);
    const more = fresh.length > 0 && next < got.size;
    if (!more) {
      if (first) opened.value = next - 1;
      first = false;
      await checkHead();
    }
    return more;
  }

  async function checkHead(): Promise<void> {
    if (head.peek()?.size === next || next === 0) return;
    const note = await ask.text(`/log/checkpoint?key=${encodeURIComponent(key)}`);
    const checkpoint = parseCheckpoint(note);
    if (!checkpoint) throw new Error("not a checkpoint");
    const verifier = await parseKey(logKey);
    // It may have grown since: the root is compared once the leaves have caught up.
    const agrees: Signed =
      edge?.size !== checkpoint.size ? "unknown" : equal(await root(edge), checkpoint.root) ? "yes" : "no";
    head.value = {
      size: checkpoint.size,
      root: note.split("\n")[2] ?? "",
      signed: verifier ? await signedBy(note, verifier) : "unknown",
      agrees,
    };
  }

  /** The leaf names no conversation (only its salted hash), so it is sought among those that we may see. */
  async function homeOf(message: string): Promise<string | undefined> {
    for (const view of ["all", "mine", "resolved"]) {
      const { items } = await ask.json<{ items: { id: string }[] }>(`/conversations?view=${view}&limit=30`);
      for (const { id } of items) {
        if (homes.has(message)) break;
        const { messages } = await ask.json<{ messages: Message[] }>(
          `/conversations/${id}/messages?limit=50`,
        );
        for (const m of messages) homes.set(m.id, id);
      }
      if (homes.has(message)) break;
    }
    return homes.get(message);
  }

  async function check(leaf: Leaf): Promise<Checking> {
    const message = leaf.statement.msg;
    checking.value = { index: leaf.index, state: "busy", report: null, file: null };
    let outcome: Checking;
    try {
      const home = homes.get(message) ?? (await homeOf(message));
      if (!home) throw new Error("no conversation has this message");
      const text = await ask.text(`/conversations/${home}/receipts/${message}`);
      const report = await verify(text, logKey);
      outcome = {
        index: leaf.index,
        state: "done",
        report,
        file: { name: `terang-receipt-${message}.txt`, text },
      };
    } catch {
      outcome = { index: leaf.index, state: "failed", report: null, file: null };
    }
    if (checking.peek()?.index === leaf.index) checking.value = outcome;
    return outcome;
  }

  return {
    leaves,
    head,
    failed,
    checking,
    opened,
    refresh,
    check,
    async leafOf(conversation, seq) {
      const { messages } = await ask.json<{ messages: Message[] }>(
        `/conversations/${conversation}/messages?since=${seq - 1}&limit=1`,
      );
      const message = messages.find((m) => m.seq === seq);
      if (!message) return undefined;
      homes.set(message.id, conversation);
      const at = () => leaves.peek().find((leaf) => leaf.statement.msg === message.id);
      if (!at()) await refresh();
      return at();
    },
    close: () => {
      checking.value = null;
    },
  };
}

/** The author of a statement, in the form that the marks and labels take. */
export const authorOf = (statement: Statement) => ({ kind: statement.author.kind });
