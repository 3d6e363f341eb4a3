import { holdsOn, isOverdue, openGrantOf, phaseAt, type Group, type LinkState } from "@vado/flow";
import type { Body, GroupCode, Role, Side } from "@vado/protocol";
import type { MessageId } from "../messages/index.ts";
import { correctionFor, countsOf } from "../model/correction.ts";
import { grantFor, type GrantOption } from "../model/grant.ts";
import { NOBODY, releaseOf } from "../model/law.ts";
import { searchFor } from "../model/overdue.ts";
import { asideFor } from "../model/set-aside.ts";
import type { Act } from "./acts/act.ts";

/** What a duty officer of a side may do about a group now. Which acts there are follows from its phase; whether one is allowed, the law says. */

export interface GroupAct {
  readonly key: string;
  readonly verb: MessageId;
  /** The letter that does it. */
  readonly letter?: string;
  readonly tone: "main" | "plain" | "go";
  /** Opens a dialog, or is done at once. */
  readonly opens?: Act;
  readonly body?: Body;
  /** What the law is asked beforehand; the rule that refuses is shown. */
  readonly ask?: Body;
  /** The rule that forbids it, when the law was asked already. */
  readonly refused?: string;
}

export function actsFor(
  state: Readonly<LinkState>,
  group: Group,
  side: Side,
  now: number,
  role: Role = "duty",
): GroupAct[] {
  const acts = grantActs(state, group, side, now);
  acts.push(...wayActs(state, group, side, now), ...rareActs(state, group, side, now, role));
  return acts;
}

/** The answer, the grant and what becomes of it. */
function grantActs(state: Readonly<LinkState>, group: Group, side: Side, now: number): GroupAct[] {
  const phase = phaseAt(state, group, now);
  const grant = openGrantOf(state, group.code, now);
  const code = group.code as GroupCode;
  const acts: GroupAct[] = [];
  const waits = phase === "ready" || phase === "deferred" || phase === "declined";
  if (side === "receiving" && waits) {
    const answer = grantFor(state, group, now);
    acts.push(
      {
        key: "grant",
        verb: "act.grant",
        letter: "G",
        tone: "main",
        opens: { kind: "grant", code },
        ...(answer.ok ? asked(answer.options) : { refused: answer.rule }),
      },
      { key: "defer", verb: "act.defer", letter: "D", tone: "plain", opens: { kind: "answer", code, with: "defer" } },
    );
    if (phase !== "declined")
      acts.push({
        key: "decline",
        verb: "act.decline",
        tone: "plain",
        opens: { kind: "answer", code, with: "decline" },
      });
  }
  if (side === "sending" && grant !== undefined) {
    if (phase === "granted")
      acts.push({ key: "confirm", verb: "act.confirm", letter: "C", tone: "main", opens: { kind: "confirm", code } });
    if (grant.revokeAsked !== null)
      acts.push({ key: "giveBack", verb: "act.revokeAccept", tone: "main", opens: { kind: "giveBack", code } });
    acts.push({
      key: "release",
      verb: "act.release",
      letter: "R",
      tone: "go",
      opens: { kind: "release", code },
      ask: releaseOf(grant),
    });
  }
  if (side === "receiving" && grant !== undefined && grant.revokeAsked === null)
    acts.push({ key: "revoke", verb: "act.revokeAsk", tone: "plain", opens: { kind: "revoke", code } });
  return acts;
}

/** What is to be done about a group that moves, or that has come. */
function wayActs(state: Readonly<LinkState>, group: Group, side: Side, now: number): GroupAct[] {
  const phase = phaseAt(state, group, now);
  const code = group.code as GroupCode;
  const acts: GroupAct[] = [];
  if (isOverdue(state, group, now) || searchFor(state, code) !== null)
    acts.push({ key: "overdue", verb: "law.overdue.open", tone: "main", opens: { kind: "overdue", code } });
  if (needsReconciling(group))
    acts.push({ key: "reconcile", verb: reconcileVerb(group, side), tone: "main", opens: { kind: "reconcile", code } });
  if (side === "receiving" && phase === "arrived" && (group.spontaneous || group.departed === group.arrived))
    acts.push({ key: "receive", verb: "act.receive", tone: "main", body: { type: "group.received", group: code } });
  if (phase === "inTransit" && group.departed !== null) {
    const theirs = group.diversion !== null && group.diversion.side !== side;
    const tone = theirs ? "main" : "plain";
    acts.push({
      key: "divert",
      verb: theirs ? "act.answerDivert" : "act.divert",
      tone,
      opens: { kind: "divert", code },
    });
  }
  if (side === "sending" && (phase === "released" || phase === "inTransit"))
    acts.push({ key: "return", verb: "act.return", tone: "plain", opens: { kind: "count", code, what: "return" } });
  return acts;
}

/** What is rare: corrections, children alone, people who do not go, a rule that a supervisor sets aside. */
function rareActs(state: Readonly<LinkState>, group: Group, side: Side, now: number, role: Role): GroupAct[] {
  const phase = phaseAt(state, group, now);
  const code = group.code as GroupCode;
  const acts: GroupAct[] = [];
  const plain = (kind: "refer" | "withdraw" | "aside" | "correct", verb: MessageId, tone: GroupAct["tone"] = "plain") =>
    acts.push({ key: kind, verb, tone, opens: { kind, code } });
  const before = ["ready", "deferred", "declined", "granted", "confirmed"].includes(phase);
  if (correctionFor(group, side) !== null) plain("correct", "act.answerCount", "main");
  else if (countsOf(group).length > 0) plain("correct", "act.correct");
  if (side === "sending") {
    const alone = (group.needs.unaccompaniedChildren ?? 0) > 0 && !group.referred;
    if (alone && (before || phase === "forming")) plain("refer", "act.refer", "main");
    if (before) plain("withdraw", "act.withdraw");
    if (phase === "forming" || phase === "ready")
      acts.push({
        key: "disperse",
        verb: "act.disperse",
        tone: "plain",
        opens: { kind: "count", code, what: "disperse" },
      });
  }
  if (role === "supervisor" && asideFor(state, group, now).length > 0) plain("aside", "act.aside");
  return acts;
}

/** The law is asked with the earliest window. */
function asked(options: readonly GrantOption[]): { readonly ask?: Body } {
  const first = options[0];
  return first === undefined ? {} : { ask: first.body(NOBODY) };
}

/** Two counts that differ, or an arrival whose departure nobody counted. */
export function needsReconciling(group: Group): boolean {
  return group.phase === "mismatch" || (group.phase === "arrived" && group.departed === null && !group.spontaneous);
}

function reconcileVerb(group: Group, side: Side): MessageId {
  const theirs = group.reconcile !== null && group.reconcile.side !== side;
  return theirs ? "act.agree" : "act.reconcile";
}

/** Whether a hold on this group alone may still be placed. */
export function mayHold(state: Readonly<LinkState>, group: Group): boolean {
  return group.endedAt === null && !holdsOn(state, group.code).some((hold) => hold.group === group.code);
}
