import * as v from "valibot";
import { utf8 } from "../bytes.ts";
import type { Removal } from "../contract.ts";
import { REMOVAL_BYTES_MAX, REVOCATION_BYTES_MAX } from "../limits.ts";
import { parsePaperBytes, Signed } from "./signed.ts";

/** Why a steward takes devices out: the authenticated data of its commit, so signed with it (C27). */
const label = v.literal("vado/removal/1");
const RemovalTerms = v.union([
  v.strictObject({ label, reason: v.picklist(["agency", "expired", "silent"]) }),
  v.strictObject({ label, reason: v.literal("revoked"), revocation: Signed }),
]);
export type RemovalTerms = v.InferOutput<typeof RemovalTerms>;

/** Throws `ChannelError` ("bytes", C29) when the revocation handed in has not the form of one. */
export function removalBytes(removal: Removal): Uint8Array {
  const { reason } = removal;
  if (reason !== "revoked") return utf8(JSON.stringify({ label: "vado/removal/1", reason }));
  const revocation = parsePaperBytes(Signed, removal.revocation, REVOCATION_BYTES_MAX, "C29", "revocation");
  return utf8(JSON.stringify({ label: "vado/removal/1", reason, revocation }));
}

/** Throws `ChannelError` ("bytes", C27). */
export function readRemoval(bytes: Uint8Array): RemovalTerms {
  return parsePaperBytes(RemovalTerms, bytes, REMOVAL_BYTES_MAX, "C27", "removal");
}
