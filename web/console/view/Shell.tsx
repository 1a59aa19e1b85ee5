import type { ComponentChildren } from "preact";
import { Offers } from "../desk/Offers";
import { t } from "../texts";
import { useConsole } from "./context";
import { MeMenu } from "./MeMenu";
import { BottomBar, Rail } from "./Rail";
import { Toasts } from "./Toasts";

/** What stands around every page of the workplace. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { layout, live, route } = useConsole();
  const here = route.value;
  const pages = layout.value === "pages";
  const inConversation = here.page === "inbox" && here.conversation !== null;
  return (
    <div class="shell" data-layout={layout.value}>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("skip")}
      </button>
      {!pages && <Rail me={<MeMenu />} />}
      <div class="shell-main">
        {live.state.value === "down" && (
          <p class="strip" role="status">
            {t("live_down")}
          </p>
        )}
        <Offers />
        {children}
      </div>
      {pages && !inConversation && <BottomBar me={<MeMenu />} />}
      <Toasts />
    </div>
  );
}
