import { t } from "../messages/index.ts";
import { eventLine } from "../model/event-line.ts";
import { tell } from "../model/words.ts";
import { Banner } from "../parts/Banner.tsx";
import { usePhone } from "./context.ts";
import { RuleSentences } from "./FailureNote.tsx";

/** What an officer must know before going on: acts that were not done after all, a log in doubt. (Another window: the app says so.) */
export function Notices() {
  const { device, snapshot, me } = usePhone();
  return (
    <>
      {snapshot.fork !== null && (
        <Banner tone="stop" icon="incident" title={t("phone.fork.title")}>
          {t("phone.fork.says")}{" "}
          {snapshot.settling?.accused != null && t("phone.fork.device", { device: snapshot.settling.accused })}
        </Banner>
      )}
      {device.undone.value.map((act) => (
        <Banner
          key={act.intent}
          tone="stop"
          icon="incident"
          title={
            <>
              {t("phone.undone")} {tell(eventLine(act), me.timezone)}
            </>
          }
          onDismiss={() => device.dismiss(act.intent)}
        >
          <RuleSentences rule={act.rule} />
        </Banner>
      ))}
    </>
  );
}
