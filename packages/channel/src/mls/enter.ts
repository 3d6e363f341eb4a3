import { hex } from "@vado/protocol";
import { concat, same } from "../bytes.ts";
import { ChannelError, type DeviceIdentity, type Joined } from "../contract.ts";
import { GROUP_DEVICES_MAX, TICKET_BYTES_MAX } from "../limits.ts";
import { sealOuter } from "../outer.ts";
import { issueStatement } from "../papers/statement.ts";
import { openTicket } from "../papers/ticket.ts";
import { isBarredFrom } from "./barred.ts";
import { ownPaper, type ChannelContext } from "./context.ts";
import { openGroupInfo, sealGroupInfo } from "./group-info.ts";
import { capabilitiesOf, LIFETIME } from "./profile.ts";
import { epochRows } from "./rows.ts";
import { stateOf, type MlsState } from "./state.ts";
import { createGroup, encodeMlsMessage, generateKeyPackageWithKey, joinGroupExternal } from "./library.ts";

/** First byte of an opened commit frame. */
export const FOUNDING = 1;
export const MLS_COMMIT = 2;

/** The founder alone in epoch 0, with a signed founding statement as the channel's first commit (C8). */
export async function found(context: ChannelContext, identity: DeviceIdentity): Promise<Joined<MlsState>> {
  await ownPaper(context, identity);
  const { publicPackage, privatePackage } = await keyPackage(context, identity);
  const group = await createGroup(context.groupId, publicPackage, privatePackage, [], context.suite, context.config);
  const state = await stateOf(context, identity, group, { usedTickets: [], barred: [] });
  const groupInfo = await sealGroupInfo(state);
  const { crypto, entropy } = context.ports;
  const { channel, link } = context.channel;
  const statement = await issueStatement(crypto, identity, {
    label: "vado/founding/1",
    charter: context.charter.id,
    link,
    channel,
    device: identity.device,
    side: identity.side,
    groupInfo: hex(await crypto.sha256(groupInfo)),
  });
  const frame = await sealOuter(crypto, entropy, context.channel, "commit", concat(Uint8Array.of(FOUNDING), statement));
  return { state, rows: epochRows(state), frame, groupInfo };
}

/** An external commit with `external_init` and nothing else, carrying the ticket (C10, C7). Throws `ChannelError`. */
export async function join(
  context: ChannelContext,
  identity: DeviceIdentity,
  sealed: Uint8Array,
  ticket: Uint8Array,
): Promise<Joined<MlsState>> {
  const { crypto, entropy } = context.ports;
  const paper = await ownPaper(context, identity);
  if (ticket.length > TICKET_BYTES_MAX) throw new ChannelError("caller", "C6", "the ticket is too long");
  const opened = await openTicket(crypto, context.charter, paper, ticket);
  const { id } = opened;
  const { groupInfo, usedTickets, barred } = await openGroupInfo(context, sealed);
  if (await isBarredFrom(crypto, barred, paper, opened))
    throw new ChannelError("caller", "C31", "this device, its key, its papers or its ticket are barred for good");
  if (usedTickets.includes(id)) throw new ChannelError("caller", "C7", `ticket ${id} has been used`);
  if (usedTickets.length >= context.facts.usedTicketsMax)
    throw new ChannelError("caller", "C7", "the group has used up its tickets; found a new one");
  const { publicPackage, privatePackage } = await keyPackage(context, identity);
  const joined = await joinGroupExternal(
    groupInfo,
    publicPackage,
    privatePackage,
    false,
    context.suite,
    undefined,
    context.config,
    ticket,
  ).catch((error: unknown) => {
    throw new ChannelError("bytes", "C21", `GroupInfo: ${error instanceof Error ? error.message : "refused"}`);
  });
  const state = await stateOf(context, identity, joined.newState, { usedTickets: [...usedTickets, id], barred });
  checkPlaces(state, identity);
  const message = encodeMlsMessage({
    version: "mls10",
    wireformat: "mls_public_message",
    publicMessage: joined.publicMessage,
  });
  const frame = await sealOuter(crypto, entropy, context.channel, "commit", concat(Uint8Array.of(MLS_COMMIT), message));
  return { state, rows: epochRows(state), frame, groupInfo: await sealGroupInfo(state) };
}

/** What others would ignore the commit for, said to the caller before it is sent (C9, C12). */
function checkPlaces(state: MlsState, identity: DeviceIdentity): void {
  if (state.members.length > GROUP_DEVICES_MAX)
    throw new ChannelError("caller", "C9", `the group has ${GROUP_DEVICES_MAX} devices already`);
  const { publicKey } = identity.signatureKey;
  const alike = state.members.filter(
    (member) => member.device === identity.device || same(member.signatureKey, publicKey),
  );
  if (alike.length > 1) throw new ChannelError("caller", "C12", "a device of this name or key is in the group already");
}

function keyPackage(context: ChannelContext, identity: DeviceIdentity) {
  const credential = { credentialType: "basic" as const, identity: identity.certificate };
  const keys = { publicKey: identity.signatureKey.publicKey, signKey: identity.signatureKey.privateKey };
  const { suite } = context;
  return generateKeyPackageWithKey(credential, capabilitiesOf(suite), LIFETIME, [], keys, suite);
}
