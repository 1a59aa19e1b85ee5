import type { ComponentChildren } from "preact";
import type { Failure } from "../core/http";
import { Glyph } from "../view/Glyph";
import { Bone, Empty, Trouble, Waiting } from "../view/States";
import { t } from "./texts";
import type { Loaded } from "./useLoad";

interface PageProps {
  title: string;
  lead?: string;
  children: ComponentChildren;
}

/** One page of the settings: its name, what it is for, its parts. */
export function Page({ title, lead, children }: PageProps) {
  return (
    <>
      <header class="page-head">
        <h1>{title}</h1>
        {lead && <p class="soft">{lead}</p>}
      </header>
      {children}
    </>
  );
}

/** What a list of the settings shows while it is fetched, where that failed, and where it is not allowed. */
export function Listing<T>({
  list,
  children,
}: {
  list: Loaded<T>;
  children: (data: T) => ComponentChildren;
}) {
  if (list.data) return <>{children(list.data)}</>;
  if (list.failure) return <Refused failure={list.failure} onRetry={() => void list.reload()} />;
  return (
    <Waiting>
      <div class="card">
        <Bone width="40%" height={16} />
        <Bone width="70%" />
        <Bone width="40%" height={16} />
        <Bone width="60%" />
      </div>
    </Waiting>
  );
}

function Refused({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  if (failure.status === 403)
    return (
      <Empty icon={<Glyph name="lock" size={22} />} title={t("managers_only")}>
        {t("managers_only_why")}
      </Empty>
    );
  return <Trouble title={t("list_failed")} failure={failure} safe={t("safe")} onRetry={onRetry} />;
}
