// Which promises need a number or an address, and whether there is one.
import type { PromiseKind } from "../../shared/api";

export { phone, reachFor } from "../../shared/reach";

/** Whether a kind needs a number or an address. */
export const needsReach = (kind: PromiseKind): boolean => kind === "call" || kind === "write";
