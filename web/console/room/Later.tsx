import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useConsole } from "../view/context";
import { Bone, Waiting } from "../view/States";
import { t } from "./texts";

const come = new Map<unknown, ComponentType>();

interface Props {
  /** Fetches the part; always the same function. */
  open: () => Promise<ComponentType>;
  /** It is the whole page, which is called so: while it comes, that is said. */
  page?: string;
}

/** A part of the page whose code is fetched when it is first needed; it stays away quietly until it is here. */
export function Later({ open, page }: Props) {
  const { toasts } = useConsole();
  const [, redraw] = useState(0);
  useEffect(() => {
    if (come.has(open)) return;
    let here = true;
    open().then(
      (part) => {
        come.set(open, part);
        if (here) redraw((n) => n + 1);
      },
      () => here && toasts.show("bad", t("part_failed"), t("part_failed_next")),
    );
    return () => {
      here = false;
    };
  }, [open]);
  const Part = come.get(open);
  if (Part) return <Part />;
  return page ? (
    <main class="settings" id="main" tabIndex={-1}>
      <h1 class="visually-hidden">{page}</h1>
      <Waiting>
        <Bone width="240px" height={28} />
      </Waiting>
    </main>
  ) : null;
}
