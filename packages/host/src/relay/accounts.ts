import { readFileSync } from "node:fs";
import { AccountsFileSchema, decodeBase64, parseWire } from "@vado/protocol";
import { HostError } from "../host-error.ts";

/** Reads the operator's file of admitted accounts: `{"accounts": [{"id", "publicKey"}]}`. Throws `HostError`. */
export function readAccounts(path: string): ReadonlyMap<string, Uint8Array> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new HostError("accounts-unreadable", `The accounts file ${path} can't be read.`, error);
  }
  const file = parseWire(AccountsFileSchema, text);
  const accounts = new Map<string, Uint8Array>();
  for (const { id, publicKey } of file?.accounts ?? []) {
    const key = decodeBase64(publicKey);
    if (key?.length === 32) accounts.set(id, key);
  }
  if (file === undefined || accounts.size !== file.accounts.length) {
    throw new HostError(
      "accounts-malformed",
      `The accounts file ${path} is not {"accounts": [{"id", "publicKey"}]} with 32-byte keys in base64.`,
    );
  }
  return accounts;
}
