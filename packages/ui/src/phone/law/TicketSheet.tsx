import { useEffect, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Code } from "../../parts/Code.tsx";
import { QrCode } from "../../parts/QrCode.tsx";
import { usePhone } from "../context.ts";
import { PhoneSheet } from "../PhoneSheet.tsx";
import { useAwake } from "../use-awake.ts";
import "../duty-sheets.css";
import "./ticket.css";

/** The ticket that a group carries over: a QR code as large as the screen, with the code that people know. */
export function TicketSheet({ code }: { readonly code: string }) {
  const { device, snapshot } = usePhone();
  const [ticket, setTicket] = useState<string | null | undefined>(undefined);
  useAwake();
  useEffect(() => {
    let gone = false;
    device.ticketFor(code).then(
      (answer) => gone || setTicket("ticket" in answer ? answer.ticket : null),
      () => gone || setTicket(null),
    );
    return () => {
      gone = true;
    };
  }, [code, snapshot.rev]);
  return (
    <PhoneSheet title={t("law.ticket.title")}>
      <div class="ticket">
        <p class="ticket-code">
          <Code value={code} size="title" />
        </p>
        {ticket === null && (
          <Banner tone="note" icon="incident" title={t("law.ticket.none")}>
            {t("law.ticket.noneSays")}
          </Banner>
        )}
        {typeof ticket === "string" && (
          <>
            <QrCode text={ticket} label={t("law.ticket.label", { code })} />
            <p>{t("law.ticket.says")}</p>
          </>
        )}
      </div>
    </PhoneSheet>
  );
}
