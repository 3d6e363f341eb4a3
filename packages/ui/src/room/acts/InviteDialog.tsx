import type { Role } from "@vado/protocol";
import { useState } from "preact/hooks";
import { locale, t } from "../../messages/index.ts";
import { dateTime } from "../../model/time.ts";
import { words } from "../../model/words.ts";
import { Button } from "../../parts/Button.tsx";
import { QrCode } from "../../parts/QrCode.tsx";
import { DeskRefused } from "../../model/device.ts";
import { ActDialog } from "./ActDialog.tsx";
import { Refused } from "./Refused.tsx";
import { Say } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** Roles a duty officer may invite on his own side. */
const ROLES: readonly Role[] = ["field", "duty", "supervisor", "planner", "observer"];

/** A link and its picture, good for one device and not for long. */
export function InviteDialog() {
  const room = useRoom();
  const { me, desk } = room.device;
  const [role, setRole] = useState<Role>("field");
  const [made, setMade] = useState<{ readonly url: string; readonly expiresAt: number } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const invite = async () => {
    setFault(null);
    try {
      setMade(await desk.invite(role));
    } catch (error) {
      setFault(error instanceof DeskRefused ? error.rule : "desk-away");
    }
  };
  const copy = async (url: string) => {
    await navigator.clipboard?.writeText(url).catch(() => undefined);
    setCopied(true);
  };
  const over = made !== null && made.expiresAt <= room.now.value;
  return (
    <ActDialog
      title={t("room.inviteTitle")}
      footer={
        made === null || over ? (
          <Button tone="main" size="big" wide onPress={() => void invite()}>
            {t("act.makeInvite")}
          </Button>
        ) : undefined
      }
    >
      <p>
        <Say words={words("room.inviteSays", { side: words(`side.${me.side}`) })} />
      </p>
      <div class="act-presets" role="group" aria-label={t("room.role")}>
        {ROLES.map((one) => (
          <Button
            key={one}
            pressed={role === one}
            onPress={() => {
              setRole(one);
              setMade(null);
              setCopied(false);
            }}
          >
            {t(`role.${one}`)}
          </Button>
        ))}
      </div>
      <Refused rule={fault} />
      {made !== null && (
        <div class={`invite ${over ? "invite-over" : ""}`}>
          <QrCode
            text={new URL(made.url, document.baseURI).href}
            label={t("room.inviteQr", { role: t(`role.${role}`) })}
          />
          <p class="invite-link">{new URL(made.url, document.baseURI).href}</p>
          <p>
            {t(over ? "room.inviteOver" : "room.inviteUntil")} {dateTime(made.expiresAt, me.timezone, locale())}
          </p>
          <Button onPress={() => void copy(new URL(made.url, document.baseURI).href)}>
            {t(copied ? "act.copied" : "act.copy")}
          </Button>
        </div>
      )}
    </ActDialog>
  );
}
