// A network that can be cut: a small TCP proxy before the house. It knows nothing of HTTP, so that a cut falls
// where it falls, also in the middle of a message or of its answer.
import { once } from "node:events";
import { connect, createServer } from "node:net";

export class Wire {
  #server;
  #sockets = new Set();
  #up = true;
  cuts = 0;
  /** Connections that a cut has ended. */
  broken = 0;

  /** Opens a wire to a port of this machine. */
  static async to(port) {
    const wire = new Wire();
    wire.#server = createServer((near) => wire.#join(near, port)).listen(0, "127.0.0.1");
    await once(wire.#server, "listening");
    wire.url = `http://127.0.0.1:${wire.#server.address().port}`;
    return wire;
  }

  #join(near, port) {
    if (!this.#up) return near.resetAndDestroy();
    const far = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      this.#sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }

  /** Cuts every connection, now; new ones are refused until mend(). */
  cut() {
    this.cuts++;
    this.#up = false;
    this.broken += this.#sockets.size / 2;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend() {
    this.#up = true;
  }

  async close() {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }
}
