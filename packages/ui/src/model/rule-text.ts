import type { MessageId } from "../messages/index.ts";
import { words, type Words } from "./words.ts";

/** Why a rule refuses, and what to do: two sentences per rule, in plain words. */
export interface RuleText {
  readonly rule: string;
  readonly why: Words;
  readonly todo: Words;
}

/** What a person may hear from the agency's own server when joining or inviting: its reasons, and `desk-away` for none at all. */
const DESK: readonly string[] = [
  "invite-used invite-expired invite-unknown invites-full keys-taken tickets-none no-count papers-expired link-unknown other-link",
  "role-may-not role-unfit device-unknown device-expired rate-device rate-strangers relay-away relay-refuses",
  "store-unavailable device-none not-steward desk-away",
].flatMap((line) => line.split(" "));

/** Rules that have words of their own; another's id is shown as it is. */
const KNOWN: ReadonlySet<string> = new Set([
  ...DESK,
  ...[
    "W1 T1 A1 K84 K110 S8.roster S8.fork S8.provisional S8.offline S8.elsewhere S8.notKept E1 E2 E3 E4 E5 E6 E7 E8 E9",
    "H1.station H1.code H2.phase H2.version H2.families H2.needs H2.size H2.voluntary H2.since H3.phase H3.version",
    "H4.phase H4.answers H4.promise H5.phase H5.id H5.answers H5.one H5.whole H5.window H5.period H5.room H5.places",
    "H5.rate H5.quota H5.block H6.phase H6.answers H6.promise H7.phase H7.readback H8.delegated H8.phase",
    "H8.grant H8.version H8.count H8.window H8.hold H8.conditions H8.fresh H8.block H8.overdue H8.rate H8.quota",
    "H11.phase H11.counts H13.phase H13.counts H13.cause H13.answers H16.open H16.once H16.conditions H17.phase",
    "H18.grant H18.asked H23.phase P1.validity P1.asof P1.future O1.id O2.period O3.places O4.capacity",
    "O5.open I1.open I2.open I3.open I3.search G1.version G2.proposal G2.once",
    "H2.unit H5.overtaking H5.station O2.station H8.station H8.referral H8.offline H8.order H8.radio H21.phase H21.station",
    "H21.count H21.answers H24.phase K1.counted K1.differs K1.answers V1.rule V1.group D1.one D1.until D2.running",
    "D3.running D3.kind R1.device R1.until R2.delegated R3.side",
  ].flatMap((line) => line.split(" ")),
]);

export const KNOWN_RULES: readonly string[] = [...KNOWN];
export const DESK_RULES: readonly string[] = DESK;

/** One sentence: why not. */
export function whyOf(rule: string): Words {
  return KNOWN.has(rule) ? words(`rule.${rule}.why` as MessageId) : words("rule.other.why", { rule });
}

/** One sentence: what to do now. */
export function todoOf(rule: string): Words {
  return KNOWN.has(rule) ? words(`rule.${rule}.do` as MessageId) : words("rule.other.do");
}

export function ruleText(rule: string): RuleText {
  return { rule, why: whyOf(rule), todo: todoOf(rule) };
}
