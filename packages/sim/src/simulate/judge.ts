import type { LinkClient, LogRow } from "@vado/client";
import { KINDS } from "@vado/client";
import type { Envelope, Frame } from "@vado/protocol";
import { checkEvents, type RecordLine } from "../check/index.ts";
import type { OfficerPost } from "../officers/context.ts";
import { evidenceLine } from "../replay/evidence.ts";
import { reportOf, type DeviceReport } from "../replay/report.ts";
import { linkFigures, peopleBalance, peopleOf, stationFigures } from "../replay/summary.ts";
import type { Scenario } from "../scenario/index.ts";
import type { World } from "../world/world.ts";
import type { Acknowledged } from "./simulate.ts";

/** What the checkers look at when a run is over. They share nothing with the rules they check. */

export interface Finding {
  readonly rule: string;
  readonly detail: string;
}

export interface RunEnd {
  readonly world: World;
  readonly scenario: Scenario;
  readonly clients: readonly { readonly post: OfficerPost; readonly client: LinkClient<unknown> }[];
  readonly channels: readonly { readonly channel: string; readonly kind: string; readonly link: string }[];
  frames(channel: string): Promise<readonly Frame[]>;
  readonly acknowledged: readonly Acknowledged[];
}

export async function judgeRun(end: RunEnd) {
  const findings: Finding[] = [];
  const digests: Record<string, string> = {};
  const reports: DeviceReport[] = [];
  const said: Record<string, number> = {};
  let frames = 0;
  const stored = new Map<string, readonly Frame[]>();
  for (const { channel } of end.channels) {
    const all = await end.frames(channel);
    stored.set(channel, all);
    frames += all.length;
    for (const [i, frame] of all.entries())
      if (frame.seq !== i + 1) findings.push({ rule: "R4", detail: `a gap before ${frame.seq}` });
  }
  for (const { post, client } of end.clients) {
    const report = await reportOf(post, client);
    reports.push(report);
    const { fork, connected, provisional } = client.standing;
    if (fork !== null) findings.push({ rule: "R8", detail: `${post.device}: ${fork}` });
    if (!connected || provisional || client.outbox.length > 0)
      findings.push({
        rule: "liveness",
        detail: `${post.device}: ${client.outbox.length} acts never left, provisional ${provisional}`,
      });
    if (report.balance.off !== 0) findings.push({ rule: "C1", detail: `${post.device}: off by ${report.balance.off}` });
    for (const kind of KINDS) findings.push(...(await logFaults(post, kind, client, stored)));
    for (const { channel, seq, digest } of Object.values(report.channels))
      digests[`${post.device} ${channel}`] = `${seq} ${digest}`;
  }
  findings.push(...digestFaults(digests), ...lostFaults(end.acknowledged, stored));
  for (const { channel, kind } of end.channels)
    if (kind === "record") {
      const lines = await recordLines(end, channel);
      findings.push(...recordFaults(lines));
      tally(said, lines);
    }
  const people = peopleOf(end.world, reports);
  const stations = stationFigures(end.scenario, end.world, reports, end.world.nights.length + 1);
  if (!peopleBalance(people)) findings.push({ rule: "people", detail: JSON.stringify(people) });
  for (const [station, { corrections }] of Object.entries(stations))
    if (corrections !== 0) findings.push({ rule: "C2", detail: `${station}: off by ${corrections}` });
  const links = linkFigures(reports, end.world, new Map());
  return { findings, digests, received: people.received, frames, said, people, stations, links };
}

function digestFaults(digests: Readonly<Record<string, string>>): Finding[] {
  const byChannel = new Map<string, Set<string>>();
  for (const [name, digest] of Object.entries(digests)) {
    const channel = name.split(" ")[1] as string;
    byChannel.set(channel, (byChannel.get(channel) ?? new Set()).add(digest));
  }
  return [...byChannel].flatMap(([channel, all]) =>
    all.size > 1 ? [{ rule: "digests", detail: `${all.size} in ${channel}` }] : [],
  );
}

/** Nothing acknowledged is lost, moved or doubled. */
function lostFaults(acknowledged: readonly Acknowledged[], stored: ReadonlyMap<string, readonly Frame[]>): Finding[] {
  const findings: Finding[] = [];
  for (const { channel, key, seq } of acknowledged) {
    const frame = stored.get(channel)?.[seq - 1];
    if (frame?.key !== key) findings.push({ rule: "R2", detail: `an acknowledged frame is not at ${seq}` });
  }
  for (const [channel, frames] of stored)
    if (new Set(frames.map((frame) => frame.key)).size !== frames.length)
      findings.push({ rule: "R2", detail: `a key twice in ${channel}` });
  return findings;
}

/** Every frame of the log in order in every device's own, each intent once. */
async function logFaults(
  post: OfficerPost,
  kind: "ops" | "record",
  client: LinkClient<unknown>,
  stored: ReadonlyMap<string, readonly Frame[]>,
): Promise<Finding[]> {
  const { channel } = client.head(kind);
  const frames = stored.get(channel) ?? [];
  const rows = await client.log(kind);
  const findings: Finding[] = [];
  const intents = new Set<string>();
  let expected = rows[0]?.seq ?? 1;
  for (const row of rows) {
    if (row.seq !== expected++) findings.push({ rule: "R4", detail: `${post.device} has a gap before ${row.seq}` });
    if (frames[row.seq - 1]?.receivedAt !== row.receivedAt)
      findings.push({ rule: "R4", detail: `${post.device} has another time at ${row.seq}` });
    const intent = intentOf(row);
    if (intent !== null && intents.has(intent))
      findings.push({ rule: "R6", detail: `${post.device}: an act twice, at ${row.seq}` });
    if (intent !== null) intents.add(intent);
  }
  if (rows.length > 0 && expected - 1 !== frames.length)
    findings.push({ rule: "R4", detail: `${post.device} ends at ${expected - 1} of ${frames.length}` });
  return findings;
}

const intentOf = (row: LogRow): string | null => (row.text === null ? null : (JSON.parse(row.text) as Envelope).intent);

/** The record as an archive has it. */
async function recordLines(end: RunEnd, channel: string): Promise<RecordLine[]> {
  const archive = end.clients.find(
    ({ post, client }) => post.role === "archive" && client.head("record").channel === channel,
  );
  const rows = (await archive?.client.log("record")) ?? [];
  return rows.flatMap((row) => evidenceLine(channel, row) ?? []).map((line) => JSON.parse(line) as RecordLine);
}

function recordFaults(lines: readonly RecordLine[]): Finding[] {
  return checkEvents(lines).map(({ rule, detail }) => ({ rule, detail }));
}

/** Counts what was said, by type; GO offline by itself, and each rule that voided something. */
function tally(said: Record<string, number>, lines: readonly RecordLine[]): void {
  for (const line of lines) {
    const { type, acted } = line.event;
    const name = `${type}${acted === undefined ? "" : " offline"}${line.voidedBy === null ? "" : ` void ${line.voidedBy}`}`;
    said[name] = (said[name] ?? 0) + 1;
  }
}
