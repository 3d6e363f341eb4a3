import type { Command } from "commander";
import { HostError } from "@vado/host";
import {
  DEVICES_PATH,
  DevicesSchema,
  REMOVALS_PATH,
  REVOCATIONS_PATH,
  base64url,
  parseWire,
  type DeskDevice,
} from "@vado/protocol";
import { readFile } from "../ceremony/files.ts";
import { askDesk, atDesk, type DeskFlags } from "../ask-desk.ts";

/** `vado device`: what the operator of a desk asks it about devices, with the token in its papers. */

const REVOCATION_BYTES_MAX = 2 * 1024;

export function addDevice(program: Command): void {
  const device = program.command("device").description("Lists and takes out devices of one's own desk.");
  atDesk(device.command("list"))
    .option("--keys", "with each member's key, which a root's revocation names")
    .description("Prints the devices of the own agency and side on the desk's links.")
    .action(async (flags: DeskFlags & { readonly keys?: boolean }) => {
      const text = await askDesk(flags, "GET", DEVICES_PATH);
      const listed = parseWire(DevicesSchema, text);
      if (listed === undefined) throw new HostError("desk-strange", `What answers at ${flags.desk} is no desk.`);
      for (const one of listed.devices)
        process.stdout.write(`${lineOf(one)}${flags.keys === true ? `  ${one.signatureKey ?? "no key yet"}` : ""}\n`);
    });
  atDesk(device.command("remove"))
    .argument("<device>", "its name, as `vado device list` prints it")
    .description("Takes out a device that this desk enrolled: no API at once, out of the link within a minute.")
    .action(async (name: string, flags: DeskFlags) => {
      const known = parseWire(DevicesSchema, await askDesk(flags, "GET", DEVICES_PATH))?.devices;
      await askDesk(flags, "POST", REMOVALS_PATH, { device: name });
      process.stdout.write(`${name} is being taken out.\n`);
      const one = known?.find(({ device: listed }) => listed === name);
      if (one !== undefined) process.stdout.write(`${couldKnow(one)}\n`);
    });
  atDesk(device.command("revoke"))
    .argument("<file>", "a revocation that an agency's root has signed")
    .description("Hands in a revocation: whoever it names is taken out, of whatever agency, and never comes back.")
    .action(async (file: string, flags: DeskFlags) => {
      await askDesk(flags, "POST", REVOCATIONS_PATH, { revocation: base64url(readRevocation(file)) });
      process.stdout.write("The revocation is taken and is being carried out.\n");
    });
}

/** What whoever holds it could have read. */
function couldKnow({ link, heardAt }: DeskDevice): string {
  if (heardAt === null) return `It was never heard on ${link}. See docs/lost-phone.md.`;
  const at = new Date(heardAt).toISOString();
  return `It was last heard on ${link} at ${at}; until it is out it can read what is said there. See docs/lost-phone.md.`;
}

function lineOf({ link, device, role, standing, heardAt }: DeskDevice): string {
  const heard = heardAt === null ? "never heard" : `last heard ${new Date(heardAt).toISOString()}`;
  return `${link}  ${device}  ${role}  ${standing}  ${heard}`;
}

function readRevocation(file: string): Uint8Array {
  return readFile(file, { what: "the revocation", bytesMax: REVOCATION_BYTES_MAX });
}
