import { nodeCrypto } from "@vado/host";
import { nullCipher, type NullState } from "../null-cipher.ts";
import { playLink, type Played } from "./link.ts";
import { memoryRelay } from "./memory-relay.ts";

/** A day as one of its devices has it: the signed texts of `record` as opened, in order, and the state they led to. */
export interface Day {
  readonly link: string;
  readonly rows: Awaited<ReturnType<Played<NullState>["client"]["log"]>>;
  readonly state: Played<NullState>["client"]["state"];
}

/** Plays the first hours of a sourced scenario in this process, without encryption, and hands over one archive's log. */
export async function playDay(hours: number): Promise<Day> {
  const { link, devices } = await playLink({ hours, cipher: nullCipher(nodeCrypto), relay: memoryRelay });
  const archive = devices.get(`${link}.sending.archive`);
  if (archive === undefined) throw new Error("the link has no archive");
  return { link, rows: await archive.client.log("record"), state: archive.client.state };
}
