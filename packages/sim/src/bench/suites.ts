import { mlsCipher, type MlsCipher, type MlsState, type SuiteName } from "@vado/channel";
import { nodeCrypto, nodeEntropy } from "@vado/host";
import { TYPED_PAD_BYTES } from "@vado/protocol";
import { foundCorridor } from "../corridor/enrol.ts";
import { figure, measure, timed, timeRatio, type Lap } from "./rounds.ts";
import type { BenchPlan, Figure } from "./types.ts";

/** Groups that are measured, in devices; the last is the greatest there is. */
const SIZES = [2, 8, 64] as const;
const LINK = "A-B";
/** Messages in a lap; a join is a lap by itself. */
const LAP_MESSAGES = 32;
const PLAINTEXT = new Uint8Array(600).fill(7);

/** A group at one size: its first and its newest device, in step. */
interface Standing {
  readonly cipher: MlsCipher;
  readonly first: MlsState;
  readonly newest: MlsState;
  /** The newest device's external commit and GroupInfo, made once more. */
  readonly knock: () => Promise<unknown>;
}

/**
 * `suites.seal|open|join.<devices>`: the post-quantum suite (X-Wing) beside the usual one, each through the contract a
 * client uses. `value` is X-Wing's, `ratio` says how much dearer it is. A join at 64 is that of the 64th device.
 */
export async function benchSuites(plan: BenchPlan): Promise<Record<string, Figure>> {
  const [ours, peer] = [await standings("xwing"), await standings("x25519")];
  const figures: Record<string, Figure> = {};
  for (const devices of SIZES) {
    const sides = [ours.get(devices), peer.get(devices)] as [Standing, Standing];
    for (const { name, lap, unit, limit } of LAPS) {
      const [mine, theirs] = sides.map((standing) => () => lap(standing));
      if (mine === undefined || theirs === undefined) throw new Error("two sides are measured");
      const reading = { unit, limit, value: (s: number) => s * 1_000, ratio: timeRatio };
      figures[`suites.${name}.${devices}`] = figure(await measure(plan, mine, theirs), reading);
    }
  }
  return figures;
}

/** What one lap does with a standing group. */
type Work = (standing: Standing) => Promise<Lap>;
const joins: Work = ({ knock }) => timed(1, async () => void (await knock()));

const LAPS: readonly { readonly name: string; readonly lap: Work; readonly unit: string; readonly limit: string }[] = [
  { name: "seal", lap: seals, unit: "ms/message", limit: "ratio <= 1.5" },
  { name: "open", lap: opens, unit: "ms/message", limit: "ratio <= 1.5" },
  { name: "join", lap: joins, unit: "ms/join", limit: "ratio <= 3" },
];

async function seals({ cipher, newest }: Standing): Promise<Lap> {
  let state = newest;
  return timed(LAP_MESSAGES, async () => {
    for (let i = 0; i < LAP_MESSAGES; i++) state = (await cipher.seal(state, PLAINTEXT, TYPED_PAD_BYTES)).state;
  });
}

async function opens({ cipher, first, newest }: Standing): Promise<Lap> {
  const frames: Uint8Array[] = [];
  for (let i = 0, state = newest; i < LAP_MESSAGES; i++) {
    const sealed = await cipher.seal(state, PLAINTEXT, TYPED_PAD_BYTES);
    state = sealed.state;
    frames.push(sealed.frame);
  }
  let state = first;
  return timed(LAP_MESSAGES, async () => {
    for (const frame of frames) {
      const received = await cipher.receive(state, "message", frame);
      if (received.kind !== "message") throw new Error(`a message was ${received.kind}`);
      state = received.state;
    }
  });
}

/** One group that grows, seen at each of the sizes. */
async function standings(suite: SuiteName): Promise<ReadonlyMap<number, Standing>> {
  const agencies = ["agency-a", "agency-b"];
  const named = suite === "xwing" ? { suite } : {};
  const links = [{ id: LINK, sending: "agency-a", receiving: "agency-b", ...named }];
  const start = Date.now();
  const corridor = await foundCorridor({ name: "bench", agencies, links, start, days: 1 }, nodeCrypto, nodeEntropy);
  const link = corridor.links.get(LINK);
  if (link === undefined) throw new Error("the corridor lacks its only link");
  const channel = link.channels.ops;
  const cipher = mlsCipher({ crypto: nodeCrypto, entropy: nodeEntropy });
  const found = new Map<number, Standing>();
  const founder = await link.enrol("d0", "sending", "field");
  let { state: first, groupInfo } = await cipher.found({ identity: founder.identity, channel });
  for (let devices = 2; devices <= Math.max(...SIZES); devices++) {
    const { identity, tickets } = await link.enrol(`d${devices}`, devices % 2 === 0 ? "receiving" : "sending", "field");
    const door = { identity, channel, groupInfo, ticket: tickets.ops };
    const joined = await cipher.join(door);
    const received = await cipher.receive(first, "commit", joined.frame);
    if (received.kind !== "commit") throw new Error(`a join was ${received.kind}`);
    first = received.state;
    found.set(devices, { cipher, first, newest: joined.state, knock: () => cipher.join(door) });
    ({ groupInfo } = joined);
  }
  return found;
}
