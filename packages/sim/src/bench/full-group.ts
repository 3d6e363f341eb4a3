import { mlsCipher } from "@vado/channel";
import { nodeCrypto, nodeEntropy } from "@vado/host";
import { foundCorridor } from "../corridor/enrol.ts";
import { figure } from "./rounds.ts";
import type { BenchPlan, Figure } from "./types.ts";

const DEVICES = 64;
const LINK = "A-B";
const JOIN_CPU_S_MAX = 0.5;

/**
 * `channel.join`: processor time of the device that joins as the 64th, all threads: the whole tree checked, every certificate in it,
 * its own commit and the GroupInfo for the next made.
 */
export async function fullGroup(plan: BenchPlan): Promise<Record<string, Figure>> {
  const agencies = ["agency-a", "agency-b"];
  const links = [{ id: LINK, sending: "agency-a", receiving: "agency-b" }];
  const corridor = await foundCorridor(
    { name: "bench", agencies, links, start: Date.now(), days: 1 },
    nodeCrypto,
    nodeEntropy,
  );
  const link = corridor.links.get(LINK);
  if (link === undefined) throw new Error("the corridor lacks its only link");
  const channel = link.channels.ops;
  const side = (n: number) => (n % 2 === 0 ? "receiving" : "sending");
  const cipher = () => mlsCipher({ crypto: nodeCrypto, entropy: nodeEntropy });
  let { groupInfo } = await cipher().found({
    identity: (await link.enrol("d1", "sending", "field")).identity,
    channel,
  });
  const knock = async (n: number) => {
    const { identity, tickets } = await link.enrol(`d${n}`, side(n), "field");
    return { identity, channel, groupInfo, ticket: tickets.ops };
  };
  for (let n = 2; n < DEVICES; n++) ({ groupInfo } = await cipher().join(await knock(n)));
  const last = await knock(DEVICES);
  const rounds: { ours: number; peer: number }[] = [];
  for (let n = 0; n <= plan.rounds; n++) {
    // A cipher of its own remembers no certificate of the round before.
    const newcomer = cipher();
    const before = process.cpuUsage();
    await newcomer.join(last);
    const { user, system } = process.cpuUsage(before);
    if (n > 0) rounds.push({ ours: (user + system) / 1e6, peer: JOIN_CPU_S_MAX });
  }
  return {
    "channel.join": figure(rounds, {
      unit: "CPU ms/join",
      limit: `ratio <= 1 (${JOIN_CPU_S_MAX} s)`,
      value: (seconds) => seconds * 1_000,
      ratio: ({ ours, peer }) => ours / peer,
    }),
  };
}
