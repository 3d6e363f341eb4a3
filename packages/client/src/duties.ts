import { isClosing, mayRelease } from "@vado/flow";
import type { Body, Head } from "@vado/protocol";
import { DIGEST_PART_CHARS_MAX, base64url } from "@vado/protocol";
import { digestText } from "./admit.ts";
import { commitBatch, orderingNow, timing, type Core } from "./core.ts";
import { hashHex } from "./heads.ts";
import { enqueue, newIntent } from "./outbox.ts";
import { isOpenThere, wayOf } from "./moving.ts";
import { membersOf } from "./removals.ts";
import { authenticatorAt, hex, metaRow } from "./session.ts";
import { KINDS } from "./types.ts";

/** What a device owes the others without being asked: heartbeats, acknowledgements, digests, endorsements (R8). */

/** How long the primary has before another archive does its duty, ms. */
const FALLBACK_MS = 60_000;
/** A newcomer that stays silent is told again after 1, 2, 4 … times that, at most about a day. */
const RETELL_DOUBLINGS_MAX = 10;

/** The heartbeat or acknowledgement due now, if any; digests that are due go into the outbox. */
export async function duty<S>(core: Core<S>): Promise<Body | null> {
  if (!core.anchored) return null;
  const now = orderingNow(core);
  for (const part of await digestsDue(core, now)) await enqueue(core, part, newIntent(core));
  if (now >= heartbeatDue(core)) return { type: "heartbeat", heads: heads(core) } as Body;
  return ackIsDue(core, now) ? ({ type: "ack", heads: heads(core) } as Body) : null;
}

/** When this device must speak next though nothing happens, ms of ordering time. */
export function nextDuty<S>(core: Core<S>): number {
  if (!core.anchored) return orderingNow(core) + 5_000;
  return Math.min(heartbeatDue(core), core.config.identity.role === "archive" ? Infinity : ackAt(core));
}

/**
 * An archive beats on a grid of `HEARTBEAT_S` whose phase is the link's own, so that both sides' beats fall together and those
 * of many links do not. A duty device stands in once its side was silent for two periods (60 s by default).
 */
function heartbeatDue<S>(core: Core<S>): number {
  const { role, side } = core.config.identity;
  const { heartbeatMs } = timing(core);
  const heard = core.state.heard[side];
  if (role === "archive") {
    const phase = core.config.channels.record.channel.charCodeAt(0) * 997;
    return heard === null ? 0 : (Math.floor((heard + phase) / heartbeatMs) + 1) * heartbeatMs - phase;
  }
  return role === "duty" && heard !== null ? heard + 2 * heartbeatMs + 1 : Infinity;
}

function ackAt<S>(core: Core<S>): number {
  return (core.state.devices[core.config.identity.device]?.time ?? 0) + timing(core).ackIdleMs;
}

function ackIsDue<S>(core: Core<S>, now: number): boolean {
  const { role, side, device } = core.config.identity;
  if (role === "archive") return false;
  if (core.ackDue || now >= ackAt(core)) return true;
  // A grant stays closing until everyone who could release it has shown that they know of its end.
  const seen = core.state.devices[device]?.seen ?? 0;
  return core.state.live.some((id) => {
    const grant = core.state.grants[id];
    return (
      grant?.ended != null &&
      grant.ended.seq > seen &&
      mayRelease(core.state, device, { side, role }, grant.time) &&
      isClosing(core.state, grant, now)
    );
  });
}

function heads<S>(core: Core<S>): Head[] {
  return KINDS.map((kind) => core.sessions[kind])
    .filter((session) => session.meta.head !== null)
    .map((session) => ({
      channel: session.secrets.channel as Head["channel"],
      seq: session.meta.headSeq,
      head: session.meta.head as string,
      epochAuthenticator: authenticatorAt(session, session.meta.headSeq) ?? "",
    }))
    .filter((head) => head.epochAuthenticator !== "");
}

/** Archives first to last: the first does a duty at once, the others after `FALLBACK_MS`. */
function patience<S>(core: Core<S>, except: string | null): number {
  const session = core.sessions.record;
  if (session.cipher === null || core.config.identity.role !== "archive") return Infinity;
  const archives = core.ports.cipher
    .members(session.cipher)
    .filter((member) => member.role === "archive" && member.device !== except);
  const rank = archives.findIndex((member) => member.device === core.config.identity.device);
  return rank < 0 ? Infinity : rank * FALLBACK_MS;
}

/**
 * The same for endorsements. An archive that removed somebody can't vouch for its own GroupInfo; where the other one is away too, or gone, duty officers
 * and supervisors stand in after it, or nobody could join for as long.
 */
function endorsePatience<S>(core: Core<S>, author: string): number {
  const members = membersOf(core, core.sessions.record);
  const others = members.filter(({ device }) => device !== author);
  const archives = others.filter(({ role }) => role === "archive");
  const removed = members.some(({ device, role }) => device === author && role === "archive");
  const standIns = removed ? others.filter(({ role }) => role === "duty" || role === "supervisor") : [];
  const rank = [...archives, ...standIns].findIndex(({ device }) => device === core.config.identity.device);
  return rank < 0 ? Infinity : rank * FALLBACK_MS;
}

const isObserver = ({ role }: { readonly role: string }): boolean => role === "observer";

async function digestsDue<S>(core: Core<S>, now: number): Promise<Body[]> {
  const { record, ops } = core.sessions;
  if (ops.cipher === null) return [];
  // An observer never comes into `ops`.
  const inside = [...core.ports.cipher.members(ops.cipher), ...membersOf(core, record).filter(isObserver)];
  const ready = new Set(inside.map((member) => member.device));
  const newcomer = record.meta.newcomers.find(
    (one) => ready.has(one.device) && now >= one.at + patience(core, one.device),
  );
  if (newcomer === undefined || record.meta.headSeq !== record.meta.seq || ops.meta.headSeq !== ops.meta.seq) return [];
  // Told once; whoever comes after us repeats it only if the newcomer stays silent.
  const told = (newcomer.told ?? 0) + 1;
  const at = now + FALLBACK_MS * 2 ** Math.min(told - 1, RETELL_DOUBLINGS_MAX);
  record.meta.newcomers = record.meta.newcomers.map((one) => (one === newcomer ? { ...one, at, told } : one));
  core.batch.push(metaRow(record));
  await commitBatch(core);
  const text = digestText(core);
  const state = await hashHex(core.ports.crypto, text);
  const parts = Math.max(1, Math.ceil(text.length / DIGEST_PART_CHARS_MAX));
  return Array.from(
    { length: parts },
    (_, part) =>
      ({
        type: "digest.published",
        device: newcomer.device,
        seq: record.meta.headSeq,
        head: record.meta.head as string,
        state,
        part,
        parts,
        text: text.slice(part * DIGEST_PART_CHARS_MAX, (part + 1) * DIGEST_PART_CHARS_MAX),
      }) as Body,
  );
}

/**
 * Signs under the GroupInfo of the last valid commit, if another device made it and nobody else has since the newest commit
 * frame: after a false commit once more, so that a joiner knows without opening it that it changed nothing. True when sent.
 */
export async function endorseIfDue<S>(core: Core<S>): Promise<boolean> {
  const now = orderingNow(core);
  for (const kind of KINDS) {
    const session = core.sessions[kind];
    const { meta } = session;
    if (
      session.cipher === null ||
      session.flying !== null ||
      meta.committer === null ||
      meta.committer === core.config.identity.device
    )
      continue;
    if (session.endorsed === meta.lastCommit || now < meta.commitAt + endorsePatience(core, meta.committer)) continue;
    const way = wayOf(core, session);
    if (way === null || !(await isOpenThere(core, session))) continue;
    const info = (await way.groupInfos(session.secrets.channel)).find((one) => one.commitSeq === meta.validCommit);
    const hash = info === undefined ? "" : hex(await core.ports.crypto.sha256(info.bytes));
    const done = meta.endorsements.some((one) => one.hash === hash && one.device !== meta.committer);
    if (done || info === undefined || (await core.ports.cipher.faultOfGroupInfo(session.cipher, info.bytes)) !== null) {
      session.endorsed = meta.lastCommit;
      continue;
    }
    const bytes = await core.ports.cipher.endorse(core.config.identity, session.secrets, info.bytes);
    const answer = await way.append({
      channel: session.secrets.channel,
      kind: "endorsement",
      key: base64url(core.ports.entropy.bytes(16)),
      expectCommit: meta.lastCommit,
      bytes,
    });
    if (answer.kind !== "stored") continue;
    session.endorsed = meta.lastCommit;
    return true;
  }
  return false;
}
