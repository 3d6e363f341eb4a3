import { MINUTE_MS, openGrantOf, phaseAt, type Group } from "@vado/flow";
import { expectedWait } from "@vado/planner";
import { t, type MessageId } from "../../messages/index.ts";
import { kindOf, groupOf, eventLine } from "../../model/event-line.ts";
import { whyWaiting } from "../../model/queue.ts";
import { duration } from "../../model/time.ts";
import { words, type Words } from "../../model/words.ts";
import { Code } from "../../parts/Code.tsx";
import { RadioCode } from "../../parts/RadioCode.tsx";
import { presence } from "../../model/indication.ts";
import { whyOf } from "../../model/rule-text.ts";
import { GroupActs } from "./GroupActs.tsx";
import { StepTrack } from "./StepTrack.tsx";
import { At, Say, useSay } from "../Times.tsx";
import { useLink, useRoom } from "../room.ts";

/** One group: what is known, why it waits, and what may be done. */
export function GroupPanel() {
  const room = useRoom();
  const code = room.selected.value;
  const group = code === null ? undefined : room.snapshot.value.state.groups[code];
  if (code === null || group === undefined)
    return (
      <div class="group-none" data-group-sheet tabIndex={-1}>
        <p>{t("room.chooseGroup")}</p>
        <p class="room-soft">{t("room.chooseHint")}</p>
      </div>
    );
  return <Sheet group={group} />;
}

const WAITS: ReadonlySet<string> = new Set(["forming", "ready", "deferred", "declined", "granted", "confirmed"]);

function Sheet({ group }: { readonly group: Group }) {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const now = room.now.value;
  const phase = phaseAt(state, group, now);
  const people = group.arrived ?? group.departed ?? group.headcount;
  const since = group.readySince ?? group.openedAt;
  return (
    <article class="group-sheet" data-group-sheet tabIndex={-1} aria-label={t("room.group", { code: group.code })}>
      <header class="group-head">
        <Code value={group.code} size="title" />
        <p class={`group-phase group-phase-${phase}`}>{t(`phase.${phase}` as MessageId)}</p>
        <p class="group-people">
          <strong>{people}</strong> {t("room.peopleWord")}
        </p>
        {WAITS.has(phase) && <p class="group-since">{t("room.since", { ago: duration(now - since) })}</p>}
      </header>
      <StepTrack group={group} />
      <Why group={group} />
      <GroupActs group={group} />
      <GrantFacts code={group.code} />
      <Facts group={group} />
      <History code={group.code} />
    </article>
  );
}

/** The answer to "why is this group not moving?", in one sentence. */
function Why({ group }: { readonly group: Group }) {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const now = room.slow.value;
  const row = room.queue.value.find((one) => one.code === group.code);
  const going = room.going.value.find((one) => one.code === group.code);
  const wait = expectedWait(state, group, Math.max(now, state.time));
  const why: Words | null =
    row !== undefined
      ? whyWaiting(state, row, Math.max(now, state.time))
      : going !== undefined
        ? going.rules[0] === undefined
          ? words(going.opensIn > 0 ? "room.clearSoon" : "room.clearNow", { time: { at: going.grant.from } })
          : whyOf(going.rules[0])
        : state.moving.includes(group.code)
          ? presence(group)
          : null;
  if (why === null) return null;
  return (
    <p class="group-why">
      <strong>{t(row === undefined ? "room.now" : "room.why")}</strong> <Say words={why} />
      {row !== undefined && (
        <>
          {" "}
          <span class="room-soft">
            {t(row.promised ? "room.nextPromised" : "room.nextDue")} <At at={row.next} />.{" "}
            {wait === null
              ? t("room.waitUnknown")
              : t("room.waitExpected", { low: unbroken(wait.low), high: unbroken(wait.high) })}
          </span>
        </>
      )}
    </p>
  );
}

/** An open grant: its number for a diversion, and the digits that the receiving side reads aloud. */
function GrantFacts({ code }: { readonly code: string }) {
  const room = useRoom();
  const grant = openGrantOf(room.snapshot.value.state, code, room.slow.value);
  if (grant === undefined) return null;
  return (
    <>
      {grant.revokeAsked !== null && (
        <p class="room-attention" role="status">
          {t("law.askBack.asked")}
        </p>
      )}
      {room.device.me.side === "receiving" && <RadioCode grant={grant.id} code={code} />}
      <p class="room-soft group-grant">
        {t("law.divert.number")}: <code>{grant.id}</code>
      </p>
    </>
  );
}

/** A duration that no line end tears apart. */
const unbroken = (minutes: number): string => duration(minutes * MINUTE_MS).replaceAll(" ", "\u00a0");

function Facts({ group }: { readonly group: Group }) {
  useLink();
  const families = Object.entries(group.units)
    .filter(([size]) => size !== "1")
    .map(([size, count]) => `${count} × ${size}`);
  const needs = Object.entries(group.needs).filter(([, count]) => (count ?? 0) > 0);
  return (
    <dl class="group-facts">
      <div>
        <dt>{t("room.families")}</dt>
        <dd>{families.length === 0 ? t("room.none") : families.join(" · ")}</dd>
      </div>
      <div>
        <dt>{t("room.alone")}</dt>
        <dd>{group.units["1"] ?? 0}</dd>
      </div>
      <div class="group-needs">
        <dt>{t("room.needs")}</dt>
        <dd>
          {needs.length === 0
            ? t("room.none")
            : needs.map(([need, count]) => `${t(`need.${need}` as MessageId)} ${count}`).join(" · ")}
        </dd>
      </div>
      <div>
        <dt>{t("room.version")}</dt>
        <dd>{group.version}</dd>
      </div>
      {group.overtaken > 0 && (
        <div>
          <dt>{t("law.overtaken")}</dt>
          <dd>{t("law.overtakenTimes", { times: group.overtaken })}</dd>
        </div>
      )}
      {group.setAside.length > 0 && (
        <div>
          <dt>{t("law.aside.stands")}</dt>
          <dd>{group.setAside.join(", ")}</dd>
        </div>
      )}
      {group.referred && (
        <div>
          <dt>{t("law.refer.title")}</dt>
          <dd>{t("law.refer.yes")}</dd>
        </div>
      )}
      {(group.departed !== null || group.arrived !== null) && (
        <div>
          <dt>{t("room.counts")}</dt>
          <dd>{`${group.departed ?? "–"} → ${group.arrived ?? "–"}`}</dd>
        </div>
      )}
    </dl>
  );
}

/** Its newest events among the pages that were read. */
function History({ code }: { readonly code: string }) {
  const room = useRoom();
  const { say } = useSay();
  const entries = room.log.entries.value
    .slice(0, 1_000)
    .filter((entry) => groupOf(entry.body) === code)
    .slice(0, 8);
  if (entries.length === 0) return null;
  return (
    <ol class="group-history" aria-label={t("room.history")}>
      {entries.map((entry) => (
        <li key={entry.seq} class={entry.voidedBy === null ? "" : "room-void"} data-kind={kindOf(entry.body.type)}>
          <At at={entry.receivedAt} />
          <span class={`room-side room-side-${entry.side}`}>{t(`room.side.${entry.side}`)}</span>
          <span>{say(eventLine(entry)).replace(`${code}: `, "")}</span>
        </li>
      ))}
    </ol>
  );
}
