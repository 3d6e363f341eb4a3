import {
  GROUP_PEOPLE_MAX,
  INCIDENT_KINDS,
  REASON_CHARS_MAX,
  type Body,
  type BodyOf,
  type EventId,
  type GroupCode,
} from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { Field } from "../parts/Field.tsx";
import { Stepper } from "../parts/Stepper.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { NumberDialog } from "./NumberDialog.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { useDraft } from "./use-draft.ts";
import "./incident-sheets.css";

type Kind = BodyOf<"incident.opened">["kind"];

interface Report {
  readonly kind: Kind | null;
  readonly people: number;
  readonly note: string;
}

const isReport = (value: unknown): value is Report =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  "people" in value &&
  "note" in value &&
  (value.kind === null || (INCIDENT_KINDS as readonly unknown[]).includes(value.kind)) &&
  typeof value.people === "number" &&
  typeof value.note === "string";

/** Something happened: what, to how many, and a note without any name. */
export function IncidentSheet({ code }: { readonly code: string | null }) {
  const { close, hold } = usePhone();
  const { failure, busy, act } = useAct();
  const [typing, setTyping] = useState(false);
  const draft = useDraft<Report>(
    `incident ${code ?? ""}`,
    "record",
    { kind: null, people: 0, note: "" },
    isReport,
    close,
  );
  const { kind, people, note } = draft.value;
  const change = (next: Partial<Report>) => draft.set({ ...draft.value, ...next });
  const tell = async (chosen: Kind) => {
    const done = await act((incident) => {
      draft.becomes(incident);
      return {
        type: "incident.opened",
        incident,
        kind: chosen,
        ...(code === null ? {} : { group: code as GroupCode }),
        ...(people > 0 ? { people } : {}),
        ...(note.trim() === "" ? {} : { note: note.trim() }),
      };
    });
    if (!done) return draft.remains();
    draft.clear();
    close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("phone.incident.title")} {code !== null && <Code value={code} />}
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <Button
            tone="main"
            size="big"
            wide
            disabled={kind === null || busy || !draft.settled}
            onPress={() => kind !== null && void tell(kind)}
          >
            {t("phone.incident.do")}
          </Button>
        </>
      }
    >
      <div class="incident-sheet">
        <fieldset class="incident-sheet-kinds">
          <legend>{t("phone.incident.what")}</legend>
          {INCIDENT_KINDS.map((one) => (
            <label key={one} class="incident-sheet-kind">
              <input type="radio" name="kind" checked={kind === one} onChange={() => change({ kind: one })} />
              <span>{t(`incident.${one}`)}</span>
            </label>
          ))}
        </fieldset>
        <Stepper
          label={t("phone.incident.people")}
          value={people}
          max={GROUP_PEOPLE_MAX}
          onChange={(next) => change({ people: next })}
          onType={() => setTyping(true)}
        />
        <Field
          label={t("phone.incident.note")}
          hint={t("phone.noNames")}
          value={note}
          onInput={(next) => change({ note: next })}
          charsMax={REASON_CHARS_MAX}
          rows={3}
        />
        <Banner
          tone="note"
          title={t("phone.incident.holdToo")}
          actions={
            <Button tone="stop" onPress={() => hold()}>
              {t("phone.hold.word")}
            </Button>
          }
        />
      </div>
      {typing && (
        <NumberDialog
          title={t("phone.incident.people")}
          value={people === 0 ? null : people}
          min={0}
          max={GROUP_PEOPLE_MAX}
          onDone={(next) => change({ people: next })}
          onClose={() => setTyping(false)}
        />
      )}
    </PhoneSheet>
  );
}

/** An open incident: news of it, and for a duty officer its handing over and its end. */
export function OpenIncidentSheet({ incident: id }: { readonly incident: string }) {
  const { state, me, close, device } = usePhone();
  const { failure, busy, act } = useAct();
  const [note, setNote] = useState("");
  const incident = state.incidents[id];
  if (incident === undefined)
    return (
      <PhoneSheet title={t("phone.incident.title")}>
        <Banner tone="good" icon="check" title={t("phone.incident.ended")} />
      </PhoneSheet>
    );
  const text = note.trim();
  const tell = async (body: Body) => {
    if (!(await act(() => body))) return;
    setNote("");
    if (body.type === "incident.closed") close();
  };
  const named = { incident: id as EventId };
  const handOver: BodyOf<"incident.handed-over"> = {
    type: "incident.handed-over",
    ...named,
    to: text === "" ? "-" : text,
  };
  const end: BodyOf<"incident.closed"> = { type: "incident.closed", ...named, note: text === "" ? "-" : text };
  // A search ends when it is in somebody's hands: found people are in those of whoever counted them.
  const found = async () => {
    const note = text === "" ? t("law.overdue.foundNote") : text;
    if (!incident.handedOver && !(await act(() => ({ ...handOver, to: note })))) return;
    if (await act(() => ({ ...end, note }))) close();
  };
  const duty = me.role !== "field";
  return (
    <PhoneSheet
      title={
        <>
          {t(`incident.${incident.kind}` as "incident.other")}{" "}
          {incident.group !== null && <Code value={incident.group} />}
        </>
      }
    >
      <div class="incident-sheet">
        {incident.kind === "missing" && !incident.handedOver && (
          <Banner tone="stop" icon="incident" title={t("phone.incident.search")} />
        )}
        {incident.handedOver && <Banner tone="note" title={t("phone.incident.handedOver")} />}
        <Field
          label={duty ? t("phone.incident.noteDuty") : t("phone.incident.news")}
          hint={t("phone.noNames")}
          value={note}
          onInput={setNote}
          charsMax={REASON_CHARS_MAX}
          rows={3}
        />
        <FailureNote failure={failure} />
        <Button
          tone="main"
          wide
          disabled={busy || text === ""}
          onPress={() => void tell({ type: "incident.updated", ...named, note: text })}
        >
          {t("phone.incident.update")}
        </Button>
        {duty && !incident.handedOver && (
          <Button wide disabled={busy || text === ""} onPress={() => void tell(handOver)}>
            {t("phone.incident.handOver")}
          </Button>
        )}
        {duty && incident.kind === "missing" && (
          <Button wide disabled={busy} onPress={() => void found()}>
            {t("law.overdue.found")}
          </Button>
        )}
        {duty && (
          <Button wide disabled={busy || text === "" || device.may(end) !== null} onPress={() => void tell(end)}>
            {t("phone.incident.close")}
          </Button>
        )}
      </div>
    </PhoneSheet>
  );
}
