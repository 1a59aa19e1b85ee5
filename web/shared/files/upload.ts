// One file on its way up: with its progress, and a way to stop it. Pictures straight from a camera are drawn smaller before, which
// spares the sender's data and leaves behind where they were taken.
import type { Attachment } from "../api";
import type { Place } from "./place";

/** Why an upload did not work; `detail` is in the reader's language, "" where no answer came. */
export class NotUploaded extends Error {
  constructor(
    readonly detail: string,
    /** The same may work later. */
    readonly later: boolean,
  ) {
    super(detail);
  }
}

export interface Upload {
  done: Promise<Attachment>;
  stop: () => void;
}

/** Pictures larger than this are drawn smaller. */
const SHRINK_BYTES = 2_000_000;
const SHRINK_SIDE = 2560;

async function smaller(file: File, signal: AbortSignal): Promise<Blob> {
  if (file.size <= SHRINK_BYTES || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SHRINK_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.88));
    return drawn && drawn.size < file.size && !signal.aborted ? drawn : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

/** Sends a file. `progress` hears 0 to 1 of what has left; 1 means that the server looks at it. */
export function upload(place: Place, file: File, progress: (part: number) => void): Upload {
  const call = new XMLHttpRequest();
  const abort = new AbortController();
  const send = async (): Promise<Attachment> => {
    const body = await smaller(file, abort.signal);
    return new Promise((done, fail) => {
      if (abort.signal.aborted) return fail(new NotUploaded("", true));
      call.open("POST", `${place.base}?name=${encodeURIComponent(file.name || "file")}`);
      for (const [name, value] of Object.entries(place.headers())) call.setRequestHeader(name, value);
      call.setRequestHeader("Content-Type", "application/octet-stream");
      call.responseType = "json";
      call.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      call.onload = () => {
        const answer = call.response as { attachment?: Attachment; detail?: string; title?: string } | null;
        if (call.status === 201 && answer?.attachment) return done(answer.attachment);
        const words = [answer?.title, answer?.detail].filter(Boolean).join(". ");
        fail(new NotUploaded(words, call.status >= 500 || call.status === 429 || !words));
      };
      call.onerror = call.ontimeout = call.onabort = () => fail(new NotUploaded("", true));
      call.send(body);
    });
  };
  return {
    done: send(),
    stop: () => {
      abort.abort();
      call.abort();
    },
  };
}
