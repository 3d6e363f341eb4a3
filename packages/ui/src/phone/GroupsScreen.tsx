import type { Group, GroupPhase } from "@vado/flow";
import { t } from "../messages/index.ts";
import type { Receipt as State } from "../model/device.ts";
import { moment, duration } from "../model/time.ts";
import { locale } from "../messages/index.ts";
import { Code } from "../parts/Code.tsx";
import { Receipt } from "../parts/Receipt.tsx";
import { Shape, type ShapeKind } from "../parts/Shape.tsx";
import { usePhone } from "./context.ts";
import { PeopleText } from "./GroupFacts.tsx";
import { SECTIONS, groupsBySection, phaseWord, receiptsByGroup } from "./my-groups.ts";
import { useLog } from "./use-log.ts";
import "./groups-screen.css";

/** Entries asked for their receipts; older groups have long been read. */
const RECENT_MAX = 120;

/** The shape that goes with a group's state, where it says something about the link. */
export const SHAPES: Partial<Record<GroupPhase | "overdue", ShapeKind>> = {
  granted: "clear",
  confirmed: "clear",
  released: "occupied",
  inTransit: "occupied",
  arrived: "occupied",
  mismatch: "obstructed",
  overdue: "obstructed",
};

/** Every group of the link, by where it is. */
export function GroupsScreen() {
  const { state, snapshot, now } = usePhone();
  const receipts = receiptsByGroup(snapshot, useLog("record", RECENT_MAX));
  const sections = groupsBySection(state, now);
  const none = SECTIONS.every((section) => sections[section].length === 0);
  return (
    <div class="groups-screen">
      <h2 class="groups-screen-title" tabIndex={-1}>
        {t("phone.groups.title")}
      </h2>
      {none && <p>{t("phone.groups.none")}</p>}
      {SECTIONS.map(
        (section) =>
          sections[section].length > 0 && (
            <section key={section} aria-labelledby={`groups-${section}`}>
              <h3 id={`groups-${section}`} class="groups-screen-section">
                {t(`phone.groups.${section}`)} <span class="groups-screen-many">{sections[section].length}</span>
              </h3>
              <ol class="groups-screen-list">
                {sections[section].map((group, index) => (
                  <li key={group.code}>
                    <GroupRow
                      group={group}
                      position={section === "waiting" ? index + 1 : null}
                      receipt={receipts.get(group.code)}
                    />
                  </li>
                ))}
              </ol>
            </section>
          ),
      )}
    </div>
  );
}

function GroupRow(props: {
  readonly group: Group;
  readonly position: number | null;
  readonly receipt: State | undefined;
}) {
  const { state, now, me, open } = usePhone();
  const { group, position, receipt } = props;
  const phase = phaseWord(state, group, now);
  const shape = SHAPES[phase];
  const since = group.endedAt ?? group.arrivedAt ?? group.departedAt ?? group.releasedAt;
  return (
    <button type="button" class="groups-row" onClick={() => open({ kind: "group", code: group.code })}>
      <span class="groups-row-mark">
        {position !== null ? <span class="groups-row-position">{position}</span> : null}
        {shape !== undefined && <Shape kind={shape} />}
      </span>
      <Code value={group.code} size="large" />
      <span class="groups-row-people">
        <PeopleText group={group} />
      </span>
      <span class="groups-row-phase">{t(`phase.${phase}`)}</span>
      <span class="groups-row-time">
        {receipt !== undefined && <Receipt state={receipt} brief />}
        {since !== null
          ? moment(since, now, me.timezone, locale())
          : group.readySince !== null
            ? t("phone.waits", { time: duration(now - group.readySince) })
            : moment(group.openedAt, now, me.timezone, locale())}
      </span>
    </button>
  );
}
