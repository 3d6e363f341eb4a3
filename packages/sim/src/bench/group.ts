import { mlsCipher, type DeviceIdentity, type MlsCipher, type MlsState } from "@vado/channel";
import { nodeCrypto, nodeEntropy } from "@vado/host";
import type { Role, Side } from "@vado/protocol";
import { foundCorridor } from "../corridor/enrol.ts";

/** A real MLS group of a link's six devices, all in step. */
export interface Group {
  readonly cipher: MlsCipher;
  readonly channel: string;
  readonly charterId: string;
  readonly members: readonly GroupMember[];
}

export interface GroupMember {
  readonly identity: DeviceIdentity;
  state: MlsState;
}

const LINK = "A-B";
const SIDES: readonly Side[] = ["sending", "receiving"];
const ROLES: readonly Role[] = ["archive", "field", "duty"];

export async function sixMembers(): Promise<Group> {
  const agencies = ["agency-a", "agency-b"];
  const links = [{ id: LINK, sending: "agency-a", receiving: "agency-b" }];
  const plan = { name: "bench", agencies, links, start: Date.now(), days: 1 };
  const corridor = await foundCorridor(plan, nodeCrypto, nodeEntropy);
  const link = corridor.links.get(LINK);
  if (link === undefined) throw new Error("the corridor lacks its only link");
  const channel = link.channels.record;
  const cipher = mlsCipher({ crypto: nodeCrypto, entropy: nodeEntropy });
  const members: GroupMember[] = [];
  let groupInfo: Uint8Array | undefined;
  for (const role of ROLES)
    for (const side of SIDES) {
      const { identity, tickets } = await link.enrol(`${LINK}.${side}.${role}`, side, role);
      const joined =
        groupInfo === undefined
          ? await cipher.found({ identity, channel })
          : await cipher.join({ identity, channel, groupInfo, ticket: tickets.record });
      if (groupInfo !== undefined) for (const member of members) await takeCommit(cipher, member, joined.frame);
      members.push({ identity, state: joined.state });
      groupInfo = joined.groupInfo;
    }
  return { cipher, channel: channel.channel, charterId: corridor.charterId, members };
}

async function takeCommit(cipher: MlsCipher, member: GroupMember, frame: Uint8Array): Promise<void> {
  const received = await cipher.receive(member.state, "commit", frame);
  if (received.kind !== "commit") throw new Error(`a join was ${received.kind}`);
  member.state = received.state;
}
