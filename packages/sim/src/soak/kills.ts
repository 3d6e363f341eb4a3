import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { replay, type Summary } from "../replay/replay.ts";
import type { NodeProcess, RelayProcess } from "../replay/processes.ts";
import type { Scenario } from "../scenario/index.ts";
import { stream, whole } from "../seeded.ts";

/** `kill -9` of the relay and of devices in the middle of a replay: they come back on their own disks, and the day goes on. */

export interface KillOptions {
  readonly seed: number;
  readonly kills: number;
  readonly hours: number;
  readonly heartbeatS: number;
  /** A kill falls on one of the turns between these two. */
  readonly fromTurn: number;
  readonly toTurn: number;
}

export interface KillResult {
  readonly killed: readonly string[];
  readonly summary: Summary;
  /** Promises of the relay that its disk does not keep. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}

/** The longest a kill waits after its turn has begun, ms: long enough to hit every stage of it. */
const DELAY_MS_MAX = 25;

export async function replayWithKills(scenario: Scenario, options: KillOptions): Promise<KillResult> {
  const folder = mkdtempSync(join(tmpdir(), "vado-kills-"));
  const draw = stream(options.seed, "kills");
  const turns = new Set<number>();
  while (turns.size < options.kills) turns.add(whole(draw, options.fromTurn, options.toTurn));
  const killed: string[] = [];
  let turn = 0;
  try {
    const summary = await replay(scenario, {
      seed: options.seed,
      hours: options.hours,
      heartbeatS: options.heartbeatS,
      out: folder,
      onProcesses(relay, nodes) {
        for (const node of nodes) node.onTurn = (current) => void strike(relay, current);
      },
    });
    return { killed, summary, ...promises(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  async function strike(relay: RelayProcess, node: NodeProcess): Promise<void> {
    if (!turns.has(turn++)) return;
    const target = draw() < 0.4 ? relay : node;
    killed.push(target === relay ? "relay" : node.id);
    await sleep(draw() * DELAY_MS_MAX);
    await target.kill();
  }
}

/** Every acknowledgement that left the relay, held against what its database has. */
function promises(folder: string): { lost: string[]; doubled: string[] } {
  const database = new DatabaseSync(join(folder, "relay", "relay.db"), { readOnly: true });
  const channels = database
    .prepare(
      "SELECT c.address AS channel, f.key AS key, f.seq AS seq FROM frames f JOIN channels c ON c.id = f.channel",
    )
    .all();
  database.close();
  const kept = new Set(channels.map((row) => `${String(row["channel"])} ${String(row["key"])} ${String(row["seq"])}`));
  const lost: string[] = [];
  for (const line of readFileSync(join(folder, "deliveries.jsonl"), "utf8").split("\n")) {
    if (!line.includes('"ack"')) continue;
    const { channel, key, seq } = JSON.parse(line) as { channel: string; key: string; seq: number };
    if (!kept.has(`${channel} ${key} ${seq}`)) lost.push(`${key} at ${seq}`);
  }
  return { lost, doubled: doubledActs(folder) };
}

/** Acts that stand twice in a log, by one device's evidence. */
function doubledActs(folder: string): string[] {
  const summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
  const doubled: string[] = [];
  for (const link of Object.keys(summary.perLink)) {
    const seen = new Set<string>();
    for (const line of readFileSync(join(folder, `device-${link}.sending.archive.jsonl`), "utf8").split("\n")) {
      if (line === "") continue;
      const { intent } = (JSON.parse(line) as { event: { intent: string } }).event;
      if (seen.has(intent)) doubled.push(intent);
      seen.add(intent);
    }
  }
  return doubled;
}
