import { localDay } from "@vado/flow";
import { DAY_MS, GROUP_PEOPLE_MAX, SLOT_PEOPLE_MAX, type BodyOf, type Terms } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { HoldButton } from "../../parts/HoldButton.tsx";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";
import { ActDialog } from "./ActDialog.tsx";
import { ChainCheck } from "./ChainCheck.tsx";
import { Refused, useRefusal } from "./Refused.tsx";

/** What of the terms changes from day to day; the rest is settled where agencies meet. `none`: may be without a limit. */
const NUMBERS = [
  { key: "quotaPerDay", says: "room.term.quota", max: 1_000_000, none: true },
  { key: "ratePerHour", says: "room.term.rate", max: SLOT_PEOPLE_MAX, none: true },
  { key: "groupMax", says: "room.term.groupMax", max: GROUP_PEOPLE_MAX, none: false },
] as const;
type Key = (typeof NUMBERS)[number]["key"];
const HOUR_MS = 3_600_000;

/** Other terms for this link: what they would do is seen while they are typed. */
export function ProposeDialog() {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const inForce = state.agreement?.terms;
  const [typed, setTyped] = useState<Readonly<Record<Key, string>>>(() => textOf(inForce));
  const [tomorrow, setTomorrow] = useState(true);
  if (inForce === undefined) return <Refused rule="A1" />;
  const faulty = NUMBERS.filter((one) => valueOf(typed[one.key], one) === undefined);
  const terms = faulty.length > 0 ? null : { ...inForce, ...valuesOf(typed) };
  const version =
    1 +
    Math.max(
      state.agreement?.version ?? 0,
      ...state.agreed.map((one) => one.version),
      ...Object.keys(state.proposals).map(Number),
    );
  const now = room.slow.value;
  const validFrom = tomorrow ? nextMidnight(inForce, now) : now + HOUR_MS;
  const body =
    terms === null
      ? null
      : ({ type: "agreement.proposed", version, terms, validFrom } satisfies BodyOf<"agreement.proposed">);
  return (
    <ActDialog title={t("room.propose")} footer={<Propose body={body} />}>
      <p>{t("room.proposeSays")}</p>
      <div class="chain-numbers">
        {NUMBERS.map((one) => (
          <Field
            key={one.key}
            label={t(one.says)}
            value={typed[one.key]}
            charsMax={9}
            {...(one.none ? { hint: t("room.proposeEmpty") } : {})}
            fault={faulty.includes(one) ? t("room.proposeNumber", { max: one.max }) : null}
            onInput={(text) => setTyped({ ...typed, [one.key]: text.trim() })}
          />
        ))}
      </div>
      <div class="act-presets" role="group" aria-label={t("room.proposeFrom")}>
        <Button pressed={tomorrow} onPress={() => setTomorrow(true)}>
          {t("room.proposeTomorrow")}
        </Button>
        <Button pressed={!tomorrow} onPress={() => setTomorrow(false)}>
          {t("room.proposeSoon")}
        </Button>
      </div>
      <p class="room-soft">
        {t("room.proposeFrom")} <At at={validFrom} />
      </p>
      {terms !== null && <ChainCheck terms={terms} />}
    </ActDialog>
  );
}

function Propose({ body }: { readonly body: BodyOf<"agreement.proposed"> | null }) {
  const room = useRoom();
  const rule = useRefusal(body);
  const propose = async () => {
    if (body !== null && (await room.submit(() => body))) room.act.value = null;
  };
  return (
    <>
      <HoldButton tone="main" disabled={body === null || rule !== null} onHeld={() => void propose()}>
        {t("act.propose")}
      </HoldButton>
      <Refused rule={rule} />
    </>
  );
}

const textOf = (terms: Terms | undefined): Readonly<Record<Key, string>> => ({
  quotaPerDay: String(terms?.quotaPerDay ?? ""),
  ratePerHour: String(terms?.ratePerHour ?? ""),
  groupMax: String(terms?.groupMax ?? ""),
});

/** Undefined: not a number that may stand here. */
function valueOf(text: string, { max, none }: (typeof NUMBERS)[number]): number | null | undefined {
  if (text === "") return none ? null : undefined;
  const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return value >= (none ? 0 : 1) && value <= max ? value : undefined;
}

// `fromEntries` forgets the names; nothing is proposed while one of the values is faulty.
const valuesOf = (typed: Readonly<Record<Key, string>>) =>
  Object.fromEntries(NUMBERS.map((one) => [one.key, valueOf(typed[one.key], one)])) as unknown as Pick<Terms, Key>;

/** The first moment of the terms' next local day. */
function nextMidnight({ calendar }: Terms, now: number): number {
  const today = localDay(calendar, now);
  const minutes = calendar.offsets.findLast(({ from }) => from <= now)?.minutes ?? calendar.offsets[0]?.minutes ?? 0;
  return (today + 1) * DAY_MS - minutes * 60_000;
}
