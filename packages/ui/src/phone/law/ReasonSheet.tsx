import type { Body } from "@vado/protocol";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../parts/Button.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { Code } from "../../parts/Code.tsx";
import { useAct, usePhone } from "../context.ts";
import { FailureNote, RuleSentences } from "../FailureNote.tsx";
import { PhoneSheet } from "../PhoneSheet.tsx";
import { ReasonChoice, reasonsFor, type ReasonsOf } from "../ReasonChoice.tsx";
import "../duty-sheets.css";

/** An act that needs a reason and nothing else: one of a few by a tap, or own words. */
export function ReasonSheet(props: {
  readonly title: string;
  readonly code: string | null;
  readonly label: string;
  readonly reasons: ReasonsOf;
  readonly verb: string;
  readonly body: (reason: string) => Body;
  readonly children: ComponentChildren;
}) {
  const { device, close } = usePhone();
  const { failure, busy, act } = useAct();
  const [reason, setReason] = useState("");
  const written = reason.trim();
  const refusal = device.may(props.body(written === "" ? "…" : written));
  const tell = async () => {
    if (await act(() => props.body(written))) close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {props.title} {props.code !== null && <Code value={props.code} />}
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <Button
            tone="main"
            size="big"
            wide
            disabled={busy || written === "" || refusal !== null}
            onPress={() => void tell()}
          >
            {props.verb}
          </Button>
        </>
      }
    >
      <div class="duty-sheet">
        {props.children}
        {refusal !== null && (
          <Banner tone="stop" icon="incident">
            <RuleSentences rule={refusal.rule} />
          </Banner>
        )}
        <ReasonChoice label={props.label} reasons={reasonsFor(props.reasons)} value={reason} onChange={setReason} />
      </div>
    </PhoneSheet>
  );
}

/** The sheet's sentence when what it was opened for is over. */
export function Over({ title, says }: { readonly title: string; readonly says: string }) {
  return (
    <PhoneSheet title={title}>
      <Banner tone="note" title={says} />
    </PhoneSheet>
  );
}
