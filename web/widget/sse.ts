// Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), parsed from a fetch
// body: unlike EventSource it sends the token in a header, sees the status, and notices silence.

/** One event of the stream. */
export interface ServerEvent {
  event: string;
  data: string;
  id: string;
}

const MAX_PENDING = 1_000_000;

/** Takes chunks of text, gives whole events. An event that the end cuts off is dropped, as the standard says. */
export class EventParser {
  #rest = "";
  #event = "";
  #data: string[] = [];
  #id = "";

  push(chunk: string): ServerEvent[] {
    const out: ServerEvent[] = [];
    this.#rest += chunk;
    if (this.#rest.length > MAX_PENDING) throw new Error("event stream: line too long");
    for (;;) {
      const end = this.#rest.search(/[\r\n]/);
      if (end < 0) return out;
      // A \r at the very end may be half of \r\n.
      if (this.#rest[end] === "\r" && end === this.#rest.length - 1) return out;
      const skip = this.#rest.startsWith("\r\n", end) ? 2 : 1;
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + skip);
      this.#line(line, out);
    }
  }

  #line(line: string, out: ServerEvent[]): void {
    if (line === "") {
      if (this.#data.length > 0) {
        out.push({ event: this.#event || "message", data: this.#data.join("\n"), id: this.#id });
      }
      this.#event = "";
      this.#data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return; // a comment: the server's ping
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
  }
}
