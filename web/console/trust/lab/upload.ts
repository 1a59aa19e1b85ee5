// Sends a file and tells how far it is: what fetch cannot. One way out, one failure type, as everywhere.
import { ApiError } from "../../core/http";
import type { Imported } from "../api";

/** Every turn of a large file is heard as the assistant would hear it: that takes a while. */
const TIMEOUT_MS = 900_000;

export interface Upload {
  done: Promise<Imported>;
  stop: () => void;
}

const gone = (code: string) => new ApiError({ status: 0, code, title: "", detail: "", retryAfter: null });

function refusal(status: number, body: string): ApiError {
  let problem: Record<string, unknown> = {};
  try {
    const read: unknown = JSON.parse(body);
    if (typeof read === "object" && read !== null) problem = read as Record<string, unknown>;
  } catch {
    // A proxy's page: the status says enough.
  }
  const word = (value: unknown) => (typeof value === "string" ? value : "");
  return new ApiError(
    {
      status,
      code: word(problem.code) || `http_${status}`,
      title: word(problem.title),
      detail: word(problem.detail),
      retryAfter: null,
    },
    problem,
  );
}

/** Sends a file of dialogues; `progress` hears the share that has arrived. */
export function upload(
  file: File,
  name: string,
  language: string,
  progress: (share: number) => void,
): Upload {
  const xhr = new XMLHttpRequest();
  const done = new Promise<Imported>((resolve, reject) => {
    xhr.open("POST", `/api/v1/trust/imports?${new URLSearchParams({ name })}`);
    xhr.setRequestHeader("Accept", "application/json");
    xhr.setRequestHeader("Accept-Language", language);
    xhr.setRequestHeader("Content-Type", "application/x-ndjson");
    xhr.timeout = TIMEOUT_MS;
    xhr.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) progress(loaded / total);
    };
    xhr.upload.onload = () => progress(1);
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) {
        try {
          resolve(JSON.parse(xhr.responseText) as Imported);
        } catch {
          reject(gone("unreadable"));
        }
      } else reject(refusal(xhr.status, xhr.responseText));
    };
    xhr.onerror = () => reject(gone("offline"));
    xhr.ontimeout = () => reject(gone("timeout"));
    xhr.onabort = () => reject(gone("stopped"));
    xhr.send(file);
  });
  return { done, stop: () => xhr.abort() };
}
