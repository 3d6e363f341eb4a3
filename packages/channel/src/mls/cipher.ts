import { EventId, hex, type FrameKind } from "@vado/protocol";
import * as v from "valibot";
import {
  ChannelError,
  type ChannelSecrets,
  type CipherPorts,
  type Endorsement,
  type GroupCipher,
  type HandOver,
  type Received,
} from "../contract.ts";
import { ENDORSEMENT_FRAME_BYTES_MAX } from "../limits.ts";
import { openOuter, sealOuter } from "../outer.ts";
import { EndorsementTerms, HandOverTerms, issueStatement, openStatement } from "../papers/statement.ts";
import { ciphersuiteNamed } from "../suite/ciphersuite.ts";
import { deviceMark } from "./barred.ts";
import { receiveCommit } from "./commits.ts";
import { channelContext, ownPaper, type ChannelContext, type SuiteLoader } from "./context.ts";
import { found, join } from "./enter.ts";
import { faultOfGroupInfo, groupInfoAuthor } from "./group-info.ts";
import { ignored } from "./ignored.ts";
import { receiveMessage, seal } from "./messages.ts";
import { maySteward, readRevocation, remove } from "./removal.ts";
import { epochRows, stateFromRows } from "./rows.ts";
import { credentialOf, type MlsState } from "./state.ts";

/** The MLS cipher, and what only MLS has. */
export interface MlsCipher extends GroupCipher<MlsState> {
  /** Ids of the tickets used in the group, in the order of use. */
  usedTickets(state: MlsState): readonly string[];
  /**
   * Adds ids that others have seen used. A joiner has the list from its GroupInfo already, which endorsers compared
   * with theirs; this is for a list that comes another way. Every member must merge the same list at the same place.
   */
  mergeUsedTickets(
    state: MlsState,
    ids: readonly string[],
  ): Pick<Awaited<ReturnType<GroupCipher<MlsState>["seal"]>>, "state" | "rows">;
}

/** MLS (RFC 9420) in Vado's profile, on the given ports. One instance serves any number of devices and channels. */
export function mlsCipher(ports: CipherPorts): MlsCipher {
  return mlsCipherOn(ports, (name) => ciphersuiteNamed(name, ports.crypto, ports.entropy));
}

/** The same over other implementations of the ciphersuites, for tests of interoperation. */
export function mlsCipherOn(ports: CipherPorts, suites: SuiteLoader): MlsCipher {
  // Checking a charter and its members' papers is dear, and a channel's secrets are one object for its whole life.
  const contexts = new WeakMap<ChannelSecrets, Promise<ChannelContext>>();
  const contextOf = (channel: ChannelSecrets): Promise<ChannelContext> => {
    const known = contexts.get(channel);
    if (known !== undefined) return known;
    const made = channelContext(ports, suites, channel);
    contexts.set(channel, made);
    return made;
  };
  return {
    found: async ({ identity, channel }) => found(await contextOf(channel), identity),
    join: async ({ identity, channel, groupInfo, ticket }) =>
      join(await contextOf(channel), identity, groupInfo, ticket),
    seal,
    receive,
    remove,
    maySteward: async (channel, identity) => maySteward(await contextOf(channel), identity),
    minVersion: async (channel) => (await contextOf(channel)).charter.terms.minVersion,
    readRevocation: async (channel, bytes) => readRevocation(await contextOf(channel), bytes),
    isBarred: async (state, agency, device) => state.barred.includes(await deviceMark(ports.crypto, agency, device)),
    members: (state) => state.members,
    certificateOf: credentialOf,
    epochAuthenticator: (state) => hex(state.group.keySchedule.epochAuthenticator),
    epoch: (state) => Number(state.group.groupContext.epoch),
    load: async (identity, channel, rows) => stateFromRows(await contextOf(channel), identity, rows),
    async endorse(identity, channel, groupInfo) {
      const context = await contextOf(channel);
      await ownPaper(context, identity);
      const statement = await issueStatement(ports.crypto, identity, {
        label: "vado/endorsement/1",
        charter: context.charter.id,
        channel: channel.channel,
        device: identity.device,
        side: identity.side,
        groupInfo: hex(await ports.crypto.sha256(groupInfo)),
      });
      return sealOuter(ports.crypto, ports.entropy, channel, "endorsement", statement);
    },
    readEndorsement: async (channel, bytes) => readEndorsement(ports, await contextOf(channel), bytes),
    async handOver(identity, channel, { relay, seen }) {
      const context = await contextOf(channel);
      await ownPaper(context, identity);
      const { device, side } = identity;
      const at = { charter: context.charter.id, channel: channel.channel, device, side };
      const terms = { label: "vado/hand-over/1" as const, ...at, relay, seen: seen as never };
      const statement = await issueStatement(ports.crypto, identity, terms);
      return sealOuter(ports.crypto, ports.entropy, channel, "endorsement", statement);
    },
    readHandOver: async (channel, bytes) => readHandOver(ports, await contextOf(channel), bytes),
    usedTickets: (state) => state.usedTickets,
    mergeUsedTickets(state, ids) {
      const usedTickets = [...new Set([...state.usedTickets, ...ids])];
      if (!usedTickets.every((id) => v.is(EventId, id)))
        throw new ChannelError("caller", "C7", "not the id of a ticket");
      const { usedTicketsMax } = state.context.facts;
      if (usedTickets.length > usedTicketsMax)
        throw new ChannelError("caller", "C7", `more than ${usedTicketsMax} used tickets`);
      const merged = { ...state, usedTickets };
      return { state: merged, rows: epochRows(merged) };
    },
    faultOfGroupInfo,
    groupInfoAuthor: async (channel, groupInfo) => groupInfoAuthor(await contextOf(channel), groupInfo),
  };
}

async function receive(state: MlsState, kind: FrameKind, bytes: Uint8Array): Promise<Received<MlsState>> {
  switch (kind) {
    case "message":
      return receiveMessage(state, bytes);
    case "commit":
      return receiveCommit(state, bytes);
    case "endorsement":
      return ignored("C22", "an endorsement changes no group; it is read by readEndorsement");
  }
}

async function readHandOver(ports: CipherPorts, context: ChannelContext, bytes: Uint8Array): Promise<HandOver | null> {
  try {
    const opened = await openOuter(ports.crypto, context.channel, "endorsement", bytes, ENDORSEMENT_FRAME_BYTES_MAX);
    const { terms, signer } = await openStatement(ports.crypto, context.charter, HandOverTerms, opened, "C46");
    const { channel, link } = context.channel;
    if (terms.channel !== channel || signer.link !== link || signer.role === "observer") return null;
    const { device, side, relay, seen } = terms;
    return { device, side, role: signer.role, relay, seen };
  } catch (error) {
    if (error instanceof ChannelError) return null;
    throw error;
  }
}

async function readEndorsement(
  ports: CipherPorts,
  context: ChannelContext,
  bytes: Uint8Array,
): Promise<Endorsement | null> {
  try {
    const opened = await openOuter(ports.crypto, context.channel, "endorsement", bytes, ENDORSEMENT_FRAME_BYTES_MAX);
    const { terms, signer } = await openStatement(ports.crypto, context.charter, EndorsementTerms, opened, "C22");
    const { channel, link } = context.channel;
    if (terms.channel !== channel || signer.link !== link || signer.role === "observer") return null;
    return { device: terms.device, side: terms.side, groupInfoHash: terms.groupInfo };
  } catch (error) {
    if (error instanceof ChannelError) return null;
    throw error;
  }
}
