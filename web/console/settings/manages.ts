import type { Role } from "../../shared/api";

/** Whether a role may change people, tokens and web hooks; the server decides. */
export const manages = (role: Role | undefined): boolean => role === "owner" || role === "admin";
