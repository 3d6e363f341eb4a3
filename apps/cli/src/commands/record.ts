import type { Command } from "commander";
import { HostError } from "@vado/host";
import { atDesk } from "../ask-desk.ts";
import { exportRecord } from "../record/export.ts";
import { verifyRecords } from "../record/verify.ts";
import { EvidenceError, checkRecord, type CheckReport } from "@vado/sim";

/** A rule is broken, or the logs tell two stories. */
const EXIT_VIOLATED = 1;

export function addRecord(program: Command): void {
  const record = program.command("record").description("Looks at a record of what happened on a corridor.");
  record
    .command("check")
    .argument("<dir>", "a folder that `vado replay --out` wrote")
    .description(
      "Judges every line of a record anew, with no code of the rules that made it. Exit code 1 when anything is violated.",
    )
    .option("--json", "print the report as one line of JSON")
    .action((dir: string, flags: { json?: boolean }) => {
      const report = reportOf(dir);
      process.stdout.write(`${flags.json === true ? JSON.stringify(report) : reportText(dir, report)}\n`);
      if (!report.ok) process.exitCode = EXIT_VIOLATED;
    });
  atDesk(record.command("export"))
    .requiredOption("--link <id>", "the link whose record it is")
    .requiredOption("--out <file>", "the file to write; JSON Lines, for strangers to verify")
    .description("Writes a link's record, as one's own desk keeps it, with all that proves it. No chat, no keys.")
    .action(exportRecord);
  record
    .command("verify")
    .argument("<files...>", "exports of one link's record, of one side or of both")
    .requiredOption("--agency <cards...>", "the cards of all agencies that signed the charter: their root keys")
    .option("--json", "print the reports as one line of JSON")
    .description(
      "Verifies signatures up to the roots, each device's chain and the heads both sides signed. Exit code 1 when anything is false.",
    )
    .action(verifyRecords);
}

function reportOf(dir: string): CheckReport {
  try {
    return checkRecord(dir);
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    throw new HostError("evidence-unusable", `${error.message}; give a folder that vado replay --out wrote.`, error);
  }
}

/** A report as a person would read it; the same figures as the JSON. */
function reportText(dir: string, { devices, events, found, violations, undecided }: CheckReport): string {
  const lines = [`${dir}: devices ${devices}, events ${events}, violations ${found}`];
  for (const { rule, device, seq, detail } of violations) {
    const place = [device, seq > 0 ? `at ${seq}` : ""].filter((word) => word !== "").join(" ");
    lines.push(`  ${rule}  ${place === "" ? "" : `${place}: `}${detail}`);
  }
  if (found > violations.length) lines.push(`  … and ${found - violations.length} more`);
  if (undecided.length > 0) lines.push("not to be judged from this evidence:");
  for (const { rule, times, why } of undecided) lines.push(`  ${rule}  ${times} times: ${why}`);
  return lines.join("\n");
}
