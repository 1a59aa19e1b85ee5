import { clock as clockText } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { Mark } from "../../shared/Mark";
import type { Sms } from "../story/beats";
import { t } from "../texts";
import { useStage } from "./context";
import { Frame } from "./Frame";
import { Glyph } from "./Glyph";
import { Part } from "./Part";

/** The customer's phone: the real chat, and the SMS that the brand's own system sends. */
export function Phone() {
  const { info, chat } = useStage();
  const first = info.customer.name.split(" ")[0] ?? "";
  const src = `/w/panel?key=${encodeURIComponent(info.key)}&lang=${language.value}`;
  return (
    <Part
      part="phone"
      who={
        <>
          <Mark kind="contact" name={info.customer.name} size={22} />
          {first}
        </>
      }
    >
      <div class="phone">
        <div class="phone-screen">
          <StatusBar />
          {chat.value > 0 ? (
            <Frame
              key={chat.value}
              part="phone"
              src={src}
              title={t("frame_phone", { brand: info.brand.name, name: first })}
            />
          ) : (
            <div class="frame" />
          )}
          <Banner />
          <span class="phone-home" aria-hidden="true" />
        </div>
      </div>
    </Part>
  );
}

/** The phone's own bar; the envelope brings the last SMS back. */
function StatusBar() {
  const { clock, sms, banner, show } = useStage();
  const last = sms.value.at(-1);
  return (
    <div class="phone-bar">
      <time class="phone-clock tabular">{clockText(clock.value, language.value)}</time>
      {last && !banner.value && (
        <button type="button" class="phone-mail" aria-label={t("sms_open")} onClick={() => show(last)}>
          <Glyph name="message" size={14} />
        </button>
      )}
      <span class="phone-eye" aria-hidden="true" />
      <svg class="phone-signs" width="62" height="14" viewBox="0 0 62 14" aria-hidden="true">
        <path d="M1 9h2v4H1zM5 7h2v6H5zM9 4.500h2V13H9zM13 2h2v11h-2z" fill="currentColor" />
        <path
          d="M22 6.200a8 8 0 0 1 11 0M24.200 8.700a4.800 4.800 0 0 1 6.600 0M27.500 11.700h.01"
          fill="none"
          stroke="currentColor"
          stroke-width="1.700"
          stroke-linecap="round"
        />
        <rect
          x="40.500"
          y="2.500"
          width="17"
          height="9"
          rx="2.500"
          fill="none"
          stroke="currentColor"
          opacity=".55"
        />
        <rect x="42" y="4" width="12" height="6" rx="1.200" fill="currentColor" />
        <path
          d="M59 5.500v3"
          stroke="currentColor"
          stroke-width="1.500"
          stroke-linecap="round"
          opacity=".55"
        />
      </svg>
    </div>
  );
}

const CODE = /(\b\d{6}\b)/;

/** An SMS of the brand's system, as a phone shows it. */
function Banner() {
  const { banner, show } = useStage();
  const message: Sms | null = banner.value;
  return (
    <div class="sms-place" role="status" aria-live="polite">
      {message && (
        <div class="sms" key={message.id} data-test="sms">
          <span class="sms-app" aria-hidden="true">
            <Glyph name="message" size={16} />
          </span>
          <div class="sms-words">
            <p class="sms-head">
              <strong>{t("sms_app")}</strong> {t("sms_from", { from: message.from })}
            </p>
            <p class="sms-text">
              {message.text
                .split(CODE)
                .map((part, i) => (i % 2 === 1 ? <strong class="sms-code">{part}</strong> : part))}
            </p>
          </div>
          <button type="button" class="sms-close" aria-label={t("sms_close")} onClick={() => show(null)}>
            <Icon name="x" size={16} />
          </button>
        </div>
      )}
    </div>
  );
}
