// One way out to /api/v1: JSON in, JSON or a typed failure out. It never retries; whoever calls decides.
import type { Language } from "../../shared/i18n";

const PREFIX = "/api/v1";
/** After this long without an answer a call counts as not answered; nobody waits longer for a click. */
const TIMEOUT_MS = 20_000;

/** Why a call did not work, in a form that a view can show and a store can keep. */
export interface Failure {
  /** 0 where no answer came at all. */
  status: number;
  /** Stable word: the problem's own code, or "offline", "timeout", "unreadable". */
  code: string;
  /** In the reader's language, from the server; "" where no answer came. */
  title: string;
  detail: string;
  /** Seconds to wait, from Retry-After. */
  retryAfter: number | null;
}

/** What a call throws. */
export class ApiError extends Error {
  readonly failure: Failure;
  /** The problem as it came, with whatever else it tells; undefined where there is none. */
  readonly problem: unknown;

  constructor(failure: Failure, problem?: unknown) {
    super(`${failure.status} ${failure.code}`);
    this.name = "ApiError";
    this.failure = failure;
    this.problem = problem;
  }
}

/** Any thrown thing as a failure. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ApiError) return thrown.failure;
  return { status: 0, code: "unreadable", title: "", detail: "", retryAfter: null };
}

/** Whether the same call may simply be made again later: nothing answered, or the server was busy. */
export function passing(failure: Failure): boolean {
  return (
    failure.status === 0 ||
    failure.status === 429 ||
    failure.status === 502 ||
    failure.status === 503 ||
    failure.status === 504
  );
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** `timeout`, in milliseconds, is for what may honestly take longer than a click. */
export type Request = <T>(
  method: Method,
  path: string,
  body?: unknown,
  timeout?: number,
  /** Breaks the call off; it then fails as one that nobody answered. */
  stop?: AbortSignal,
) => Promise<T>;

interface Options {
  fetch: typeof fetch;
  language: () => Language;
  /** Told of every 401 outside of the login itself. */
  onSignedOut: () => void;
  /** Asked to prove that it is them, before a grave change is tried once more; false gives up. */
  onConfirm?: () => Promise<boolean>;
}

function seconds(header: string | null): number | null {
  const n = Number.parseInt(header ?? "", 10);
  return Number.isFinite(n) && n >= 0 ? n : null;
}

/** An answer that is no success, as what a call throws. */
export async function refusal(response: Response): Promise<ApiError> {
  let problem: { code?: unknown; title?: unknown; detail?: unknown } = {};
  try {
    const body: unknown = await response.json();
    if (typeof body === "object" && body !== null) problem = body;
  } catch {
    // A proxy's HTML page or an empty body: the status says enough.
  }
  const word = (value: unknown) => (typeof value === "string" ? value : "");
  const failure = {
    status: response.status,
    code: word(problem.code) || `http_${response.status}`,
    title: word(problem.title),
    detail: word(problem.detail),
    retryAfter: seconds(response.headers.get("Retry-After")),
  };
  return new ApiError(failure, problem);
}

/** Makes the request function of one page. */
export function createRequest({ fetch, language, onSignedOut, onConfirm }: Options): Request {
  const call = async <T>(
    method: Method,
    path: string,
    body: unknown,
    timeout: number,
    stop: AbortSignal | undefined,
  ): Promise<T> => {
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language() };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let response: Response;
    try {
      response = await fetch(PREFIX + path, {
        method,
        headers,
        credentials: "same-origin",
        signal: stop ? AbortSignal.any([stop, AbortSignal.timeout(timeout)]) : AbortSignal.timeout(timeout),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (thrown) {
      const code = thrown instanceof DOMException && thrown.name === "TimeoutError" ? "timeout" : "offline";
      throw new ApiError({ status: 0, code, title: "", detail: "", retryAfter: null });
    }
    if (!response.ok) {
      if (response.status === 401 && path !== "/login") onSignedOut();
      throw await refusal(response);
    }
    if (response.status === 204 || response.headers.get("Content-Length") === "0") return undefined as T;
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError({
        status: response.status,
        code: "unreadable",
        title: "",
        detail: "",
        retryAfter: null,
      });
    }
  };
  return async <T>(
    method: Method,
    path: string,
    body?: unknown,
    timeout = TIMEOUT_MS,
    stop?: AbortSignal,
  ): Promise<T> => {
    try {
      return await call<T>(method, path, body, timeout, stop);
    } catch (thrown) {
      if (failureOf(thrown).code !== "confirm_needed" || !(await onConfirm?.())) throw thrown;
      return call<T>(method, path, body, timeout, stop);
    }
  };
}
