import { INCIDENT_KINDS, REASON_CHARS_MAX, type Body, type EventId, type GroupCode } from "@vado/protocol";
import { useId, useState } from "preact/hooks";
import { t, type MessageId } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { Field } from "../../parts/Field.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { useRoom } from "../room.ts";

/** Acts that need a sentence and nothing else; `presets`: sentences that are at hand. */
export function ReasonDialog(props: {
  readonly title: string;
  readonly says: string;
  readonly label: string;
  readonly verb: MessageId;
  readonly about: string | null;
  readonly presets?: readonly string[];
  readonly body: (reason: string) => Body;
}) {
  const room = useRoom();
  const [reason, setReason] = useState("");
  const written = reason.trim();
  const rule = useRefusal(props.body(written === "" ? "…" : written));
  const submit = async () => {
    if (written !== "" && (await room.submit(() => props.body(written)))) room.act.value = null;
  };
  return (
    <ActDialog
      title={props.title}
      footer={
        <Button tone="main" size="big" wide disabled={rule !== null || written === ""} onPress={() => void submit()}>
          {t(props.verb)}
        </Button>
      }
    >
      {props.about !== null && (
        <p class="act-about">
          <Code value={props.about} size="title" />
        </p>
      )}
      <p>{props.says}</p>
      {props.presets !== undefined && (
        <div class="act-presets" role="group" aria-label={props.label}>
          {props.presets.map((one) => (
            <Button key={one} pressed={written === one} onPress={() => setReason(one)}>
              {one}
            </Button>
          ))}
        </div>
      )}
      <Field
        label={props.label}
        value={reason}
        charsMax={REASON_CHARS_MAX}
        onInput={setReason}
        onEnter={() => void submit()}
      />
      <Refused rule={rule} />
    </ActDialog>
  );
}

const NOTES = {
  update: { verb: "act.update", label: "room.note" },
  handOver: { verb: "act.passOn", label: "room.handOverTo" },
  close: { verb: "act.closeIncident", label: "room.note" },
} as const;

/** What happened since with an incident; who searches now; how it ended. */
export function IncidentNoteDialog(props: {
  readonly incident: string;
  readonly with: "update" | "handOver" | "close";
}) {
  const room = useRoom();
  const incident = room.snapshot.value.state.incidents[props.incident];
  if (incident === undefined) return <Gone />;
  const { verb, label } = NOTES[props.with];
  const id = props.incident as EventId;
  return (
    <ReasonDialog
      title={t(`incident.${incident.kind}` as MessageId)}
      says={t(`room.incidentSays.${props.with}`)}
      label={t(label)}
      verb={verb}
      about={incident.group}
      body={(note) =>
        props.with === "handOver"
          ? { type: "incident.handed-over", incident: id, to: note }
          : { type: props.with === "close" ? "incident.closed" : "incident.updated", incident: id, note }
      }
    />
  );
}

/** Something happened: a fact, told to both sides at once. */
export function IncidentDialog({ code }: { readonly code: string | null }) {
  const room = useRoom();
  const name = useId();
  const [kind, setKind] = useState<(typeof INCIDENT_KINDS)[number]>("medical");
  const [note, setNote] = useState("");
  const submit = async () => {
    const written = note.trim();
    const done = await room.submit((intent) => ({
      type: "incident.opened",
      incident: intent,
      kind,
      ...(code === null ? {} : { group: code as GroupCode }),
      ...(written === "" ? {} : { note: written }),
    }));
    if (done) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("room.incidentTitle")}
      footer={
        <Button tone="main" size="big" wide onPress={() => void submit()}>
          {t("act.incident")}
        </Button>
      }
    >
      {code !== null && (
        <p class="act-about">
          <Code value={code} size="title" />
        </p>
      )}
      <fieldset class="act-options act-options-two">
        <legend>{t("room.whatHappened")}</legend>
        {INCIDENT_KINDS.map((one) => (
          <label key={one} class="act-option">
            <input type="radio" name={name} checked={kind === one} onChange={() => setKind(one)} />
            <span class="act-option-says">{t(`incident.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <Field label={t("room.note")} value={note} charsMax={REASON_CHARS_MAX} onInput={setNote} />
      <p class="room-soft">{t("room.noNames")}</p>
    </ActDialog>
  );
}
