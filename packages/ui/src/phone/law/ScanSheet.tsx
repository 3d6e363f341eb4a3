import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import type { TicketCheck } from "../../model/device.ts";
import { codeOnTicket, ticketWords } from "../../model/ticket.ts";
import { tell } from "../../model/words.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { Field } from "../../parts/Field.tsx";
import { readCode } from "../../parts/read-code.ts";
import { usePhone } from "../context.ts";
import { PhoneSheet } from "../PhoneSheet.tsx";
import { useCamera } from "./use-camera.ts";
import "../duty-sheets.css";
import "./ticket.css";

/** Characters of a group's code as it is typed. */
const CODE_CHARS = 7;

interface Seen {
  readonly check: TicketCheck;
  readonly code: string | null;
}

/** A group's ticket at the far gate: read by the camera, from a picture, or its code typed; then the blind count. No network is asked. */
export function ScanSheet() {
  const { device } = usePhone();
  const [seen, setSeen] = useState<Seen | null>(null);
  const read = (text: string) => {
    device.checkTicket(text).then(
      (check) => setSeen({ check, code: codeOnTicket(text) }),
      () => setSeen({ check: { kind: "unreadable" }, code: null }),
    );
  };
  return (
    <PhoneSheet title={t("law.scan.title")}>
      <div class="duty-sheet">
        {seen === null ? <Reader onRead={read} /> : <Result seen={seen} again={() => setSeen(null)} />}
      </div>
    </PhoneSheet>
  );
}

function Reader({ onRead }: { readonly onRead: (text: string) => void }) {
  const { open } = usePhone();
  const { video, state } = useCamera(true, onRead);
  const [typed, setTyped] = useState("");
  const [missed, setMissed] = useState(false);
  const code = codeOnTicket(typed);
  const picture = async (file: File | undefined) => {
    if (file === undefined) return;
    const image = await createImageBitmap(file).catch(() => null);
    const text = image === null ? null : readCode(image, image.width, image.height);
    setMissed(text === null);
    if (text !== null) onRead(text);
  };
  return (
    <>
      {state === "none" ? (
        <Banner tone="note" icon="screen" title={t("law.scan.noCamera")}>
          {t("law.scan.noCameraSays")}
        </Banner>
      ) : (
        <div class="ticket-camera">
          <video ref={video} class="ticket-video" playsInline muted aria-label={t("law.scan.picture")} />
          <p role="status">{t(state === "asking" ? "law.scan.asking" : "law.scan.looking")}</p>
        </div>
      )}
      <label class="button button-plain button-wide ticket-file">
        <span class="button-text">{t("law.scan.file")}</span>
        <input
          type="file"
          accept="image/*"
          class="hidden"
          onChange={(event) => void picture(event.currentTarget.files?.[0])}
        />
      </label>
      {missed && <Banner tone="warn" icon="incident" title={t("law.ticket.unreadable")} />}
      <Field
        label={t("law.scan.type")}
        value={typed}
        charsMax={CODE_CHARS}
        onInput={(text) => setTyped(text.toUpperCase())}
        fault={typed.length >= CODE_CHARS && code === null ? t("law.scan.typeForm") : null}
      />
      <Button
        tone="main"
        size="big"
        wide
        disabled={code === null}
        onPress={() => code !== null && open({ kind: "count", code, what: "arrive" })}
      >
        {t("phone.count.open")}
      </Button>
    </>
  );
}

/** What the ticket is worth, in words; whoever stands there is counted, whatever it says. */
function Result({ seen, again }: { readonly seen: Seen; readonly again: () => void }) {
  const { me, open } = usePhone();
  const { code, check } = seen;
  const { tone, title, says } = ticketWords(check);
  return (
    <>
      {code !== null && (
        <p class="duty-sheet-read">
          <Code value={code} size="title" />
        </p>
      )}
      <Banner tone={tone} icon={tone === "good" ? "check" : "incident"} title={tell(title, me.timezone)}>
        {tell(says, me.timezone)}
      </Banner>
      {code !== null && check.kind !== "arrived" && (
        <Button tone="main" size="big" wide onPress={() => open({ kind: "count", code, what: "arrive" })}>
          {t("phone.count.open")}
        </Button>
      )}
      {code !== null && check.kind === "arrived" && (
        <Button size="big" wide onPress={() => open({ kind: "group", code })}>
          {t("phone.group.open")}
        </Button>
      )}
      {code === null && (
        <Button size="big" wide onPress={() => open({ kind: "spontaneous" })}>
          {t("phone.spontaneous.title")}
        </Button>
      )}
      <Button wide onPress={again}>
        {t("law.scan.again")}
      </Button>
    </>
  );
}
