import type { Request } from "../core/http";
import type { Colleague } from "./api";
import type { Mentions } from "./mentions";

/** Looks who can be named; what was known stays where that fails. */
export async function fetchColleagues(request: Request, { colleagues }: Mentions): Promise<void> {
  try {
    colleagues.value = (await request<{ items: Colleague[] | null }>("GET", "/me/colleagues")).items ?? [];
  } catch {
    colleagues.value ??= [];
  }
}
