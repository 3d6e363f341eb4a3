import type { Group } from "@vado/flow";
import { openHolds } from "@vado/flow";
import { base64url, groupCodeFrom } from "@vado/protocol";
import { seededEntropy } from "../seeded.ts";
import { body, type Turn } from "./context.ts";

/** The officers on the two banks. */

/** The code a party gets: from the party alone, so that a device that lost power gives the same one again. */
function codeFor(turn: Turn, key: string, attempt: number): string {
  return groupCodeFrom(seededEntropy(turn.post.seed, "code", key, attempt).bytes(8));
}

/** A chat text with 24 random characters, which a search of everything the relay holds must not find. */
export async function chat(turn: Turn, about: string, group: string): Promise<void> {
  const canary = base64url(seededEntropy(turn.post.seed, "canary", turn.post.device, about).bytes(18));
  turn.acts.push({ do: "say", canary });
  await turn.submit(body("message.sent", { text: `${group}: ${canary}`, group }));
}

export async function sendingField(turn: Turn): Promise<void> {
  for (const party of turn.sights.assembled) await openGroup(turn, party);
  for (const code of Object.keys(turn.sights.forming)) {
    const group = turn.state.groups[code];
    if (group?.phase === "forming") await readyGroup(turn, group);
    else if (group !== undefined) turn.acts.push({ do: "ready", code });
  }
  for (const group of Object.values(turn.state.groups)) await refer(turn, group);
  for (const code of turn.state.moving) {
    const group = turn.state.groups[code] as Group;
    if (group.phase === "released") await sendOff(turn, group);
    // The act of leaving is told until the world has it: a device may lose power between the two.
    else if (group.departedAt !== null) turn.acts.push({ do: "depart", code, at: group.departedAt });
  }
}

async function openGroup(turn: Turn, party: Turn["sights"]["assembled"][number]): Promise<void> {
  for (let attempt = 0; attempt < 4; attempt++) {
    const code = codeFor(turn, party.key, attempt);
    const known = turn.state.groups[code] !== undefined || turn.isWaiting("group.opened", code);
    if (!known && !turn.ready(`open ${party.key}`, party.at)) return;
    if (!known && !(await turn.submit(body("group.opened", { group: code })))) continue;
    turn.acts.push({ do: "open", key: party.key, code });
    return;
  }
}

async function readyGroup(turn: Turn, group: Group): Promise<void> {
  const party = turn.sights.forming[group.code];
  if (
    party === undefined ||
    turn.isWaiting("group.ready", group.code) ||
    !turn.ready(`ready ${group.code}`, group.openedAt)
  )
    return;
  await turn.submit(
    body("group.ready", {
      group: group.code,
      version: 1,
      headcount: party.people,
      units: party.units,
      needs: party.needs,
      explained: true,
      voluntary: true,
      ...(party.since === null ? {} : { since: party.since }),
    }),
  );
}

/** Children who travel alone are referred before the group is let go (H7). */
async function refer(turn: Turn, group: Group): Promise<void> {
  const { code, readySince } = group;
  if (group.referred || (group.needs.unaccompaniedChildren ?? 0) === 0 || group.endedAt !== null) return;
  if (group.releasedAt !== null || readySince === null || turn.isWaiting("group.referred", code)) return;
  if (turn.ready(`refer ${code} ${group.version}`, Math.max(readySince, group.openedAt)))
    await turn.submit(body("group.referred", { group: code, to: "child protection" }));
}

async function sendOff(turn: Turn, group: Group): Promise<void> {
  const from = group.releasedAt as number;
  if (!group.called && !turn.isWaiting("group.called", group.code) && turn.ready(`call ${group.code}`, from)) {
    await turn.submit(body("group.called", { group: group.code, by: "screen" }));
    await chat(turn, `call ${group.code}`, group.code);
  }
  const held = openHolds(turn.state).some((hold) => hold.group === null || hold.group === group.code);
  if (held || turn.isWaiting("group.departed", group.code) || !turn.ready(`depart ${group.code}`, from)) return;
  const headcount = turn.sights.leaving[group.code] ?? group.headcount;
  if (await turn.submit(body("group.departed", { group: group.code, headcount })))
    turn.acts.push({ do: "depart", code: group.code, at: turn.now });
}

export async function receivingField(turn: Turn): Promise<void> {
  for (const who of turn.sights.unannounced) await meet(turn, who);
  for (const at of turn.sights.gate) {
    const group = turn.state.groups[at.code];
    if (group?.phase === "received") turn.acts.push({ do: "receive", code: at.code, people: group.arrived ?? 0 });
    if (group?.arrived != null || turn.isWaiting("group.arrived", at.code) || !turn.ready(`count ${at.code}`, at.at))
      continue;
    await turn.submit(body("group.arrived", { group: at.code, headcount: at.people }));
  }
  for (const code of turn.state.moving) await receive(turn, turn.state.groups[code] as Group);
}

async function meet(turn: Turn, who: Turn["sights"]["unannounced"][number]): Promise<void> {
  // People who come in numbers are counted in groups no larger than one event can name.
  const code = codeFor(turn, who.key, 0);
  const known = turn.state.groups[code] !== undefined || turn.isWaiting("arrival.spontaneous", code);
  if (!known && !turn.ready(`meet ${who.key}`, who.at)) return;
  if (!known) await turn.submit(body("arrival.spontaneous", { group: code, headcount: who.people }));
  turn.acts.push({ do: "meet", key: who.key, code });
}

async function receive(turn: Turn, group: Group): Promise<void> {
  if (group.phase !== "arrived" || (!group.spontaneous && group.departed !== group.arrived)) return;
  if (turn.isWaiting("group.received", group.code) || !turn.ready(`receive ${group.code}`, group.arrivedAt as number))
    return;
  await turn.submit(body("group.received", { group: group.code }));
}
