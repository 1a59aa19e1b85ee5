// What belongs to sending, put together: replies on their way, and colleagues in the same conversation.
import { createOutgoing } from "./outgoing";
import { createWatch } from "./watch";

type Deps = Omit<Parameters<typeof createOutgoing>[0], "now"> & Parameters<typeof createWatch>[0];

export function createSending(deps: Deps) {
  return { outgoing: createOutgoing(deps), watch: createWatch(deps) };
}
