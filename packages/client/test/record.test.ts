import { nodeCrypto } from "@vado/host";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { RecordUnusable, RecordVerifier, type RecordEntry, type RecordReport } from "../src/index.ts";
import { agree, chat, holdPlaced, incident } from "./acts.ts";
import { mlsRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** The record as a stranger verifies it: the file and the roots' public keys, nothing else. */

async function exported<S>(device: Device<S>): Promise<string[]> {
  const lines: string[] = [];
  for (let after = 0; ;) {
    const page = await device.client.recordPage(after);
    if (page === null) throw new Error("nothing to export");
    if (lines.length === 0) lines.push(JSON.stringify(page.header));
    for (const line of page.lines) {
      lines.push(JSON.stringify(line));
      if ("seq" in line) after = line.seq;
      if ("end" in line) return lines;
    }
  }
}

const cards = <S>(rig: Rig<S>): Map<string, Uint8Array> =>
  new Map([...rig.roots].map(([agency, { publicKey }]) => [agency, publicKey]));

async function verified(lines: readonly string[], roots: ReadonlyMap<string, Uint8Array>): Promise<RecordReport> {
  const verifier = await RecordVerifier.open(nodeCrypto, lines[0] ?? "", roots);
  for (const line of lines.slice(1)) await verifier.line(line);
  return verifier.report();
}

let rig: Awaited<ReturnType<typeof mlsRig>>;
let lines: string[];
let theirs: string[];
let late: string[];
beforeAll(async () => {
  rig = await sixDevices(await mlsRig("record"));
  await agree(rig);
  await rig.device("sending.field").act(incident);
  await rig.device("receiving.duty").act(holdPlaced);
  await rig.device("sending.duty").act(chat("nobody's words of ops are in the record"));
  await rig.settle();
  // A device that is gone by the time of the export is still in it, with its certificate.
  await rig.device("sending.archive").client.remove("sending.field");
  await rig.settle();
  rig.devices.splice(rig.devices.indexOf(rig.device("sending.field")), 1);
  const second = await rig.add("receiving", "archive", { name: "receiving.archive-2" });
  await rig.settle();
  await rig.pass(90_000);
  await rig.device("receiving.duty").act(incident);
  await rig.settle();
  await rig.pass(60_000);
  lines = await exported(rig.device("sending.archive"));
  theirs = await exported(rig.device("receiving.archive"));
  late = await exported(second);
});

test("K150: the founder's export verifies from the first entry to the last, vouched for by both sides, of devices that are gone too", async () => {
  const report = await verified(lines, cards(rig));
  const { seq } = rig.device("sending.archive").client.head("record");
  expect(report).toMatchObject({ faults: [], complete: true, from: 0, to: seq, entries: seq, link: "A-B" });
  expect(report.events).toBeGreaterThan(20);
  expect(report.devices["sending.field"]).toMatchObject({ side: "sending", agency: "north" });
  for (const side of ["sending", "receiving"] as const) {
    expect(report.vouched[side]?.seq).toBeGreaterThan(seq - 6);
    expect(report.vouched[side]?.by).toContain(side);
  }
  expect(lines.join("\n")).not.toContain("nobody's words");
  expect(lines.join("\n")).not.toContain("message.sent");
});

test("K155: two sides' exports of one stretch have one digest; one that came later verifies from where it begins", async () => {
  const [mine, other] = [await verified(lines, cards(rig)), await verified(theirs, cards(rig))];
  expect(other.faults).toEqual([]);
  // The cofounder begins with its digest; what both have is line by line the same.
  const entries = (from: readonly string[]): Map<number, string> =>
    new Map(
      from.slice(1).flatMap((line) => {
        const { seq } = JSON.parse(line) as Partial<RecordEntry>;
        return seq === undefined ? [] : [[seq, line] as const];
      }),
    );
  const [a, b] = [entries(lines), entries(theirs)];
  for (const [seq, line] of b) expect(a.get(seq), `${seq}`).toBe(line);
  if (other.from === mine.from) expect(other.digest).toBe(mine.digest);
  const report = await verified(late, cards(rig));
  expect(report).toMatchObject({ faults: [], complete: true });
  expect(report.from).toBeGreaterThan(10);
  expect(report.vouched.sending).not.toBeNull();
});

test("K151 K152 K153 E5 E6 E7: whatever is changed, left out, added or put elsewhere is found", async () => {
  const roots = cards(rig);
  const said = lines.map((line, i) => [i, line] as const).filter(([, line]) => line.includes('"text"'));
  const faulty = async (changed: readonly string[]): Promise<boolean> => {
    try {
      const report = await verified(changed, roots);
      return report.faults.length > 0 || !report.complete;
    } catch (error) {
      if (error instanceof RecordUnusable) return true;
      throw error;
    }
  };
  const at = fc.integer({ min: 0, max: lines.length - 1 });
  await fc.assert(
    fc.asyncProperty(at, fc.nat(), fc.constantFrom("flip", "drop", "swap", "twice"), async (i, where, how) => {
      const changed = [...lines];
      const line = changed[i] as string;
      if (how === "flip") {
        const place = where % line.length;
        const other = line[place] === "1" ? "2" : "1";
        changed[i] = line.slice(0, place) + other + line.slice(place + 1);
        // A number written otherwise that says the same is no change.
        if (JSON.stringify(safely(changed[i] as string)) === line) return;
      } else if (how === "drop") {
        // A certificate that is given again further on is no loss.
        if (line.includes('"certificate"')) return;
        changed.splice(i, 1);
      } else if (how === "swap") {
        const j = where % lines.length;
        if (i === j || line.includes('"certificate"') || (lines[j] ?? "").includes('"certificate"')) return;
        [changed[i], changed[j]] = [changed[j] as string, line];
      } else {
        if (line.includes('"certificate"')) return;
        changed.splice(i, 0, line);
      }
      expect(await faulty(changed), `${how} ${i} ${where}`).toBe(true);
    }),
    { numRuns: 150, seed: 20261123 },
  );
  // The text of one entry at the place of another's, both with their signatures.
  for (let n = 0; n + 1 < said.length; n += 3) {
    const [[i, one], [j, two]] = [said[n], said[n + 1]] as [readonly [number, string], readonly [number, string]];
    const [a, b] = [JSON.parse(one) as RecordEntry, JSON.parse(two) as RecordEntry];
    const { text, signature } = a;
    const changed = [...lines];
    changed[i] = JSON.stringify({ ...a, text: b.text, signature: b.signature });
    changed[j] = JSON.stringify({ ...b, text, signature });
    const same =
      (JSON.parse(text ?? "") as { device: string }).device === (JSON.parse(b.text ?? "") as { device: string }).device;
    const seenLater = (JSON.parse(b.text ?? "") as { seen: { seq: number } }).seen.seq >= a.seq;
    if (same || seenLater) expect(await faulty(changed), `texts of ${i} and ${j}`).toBe(true);
    // Else the two never knew of each other, and only the other side's export tells their order: docs/record.md.
    else expect((await verified(changed, roots)).digest).not.toBe((await verified(lines, roots)).digest);
  }
});

test("K154: a file that was cut says so, and how far both sides bear it out", async () => {
  const cut = lines.slice(0, Math.floor(lines.length / 2));
  const report = await verified(cut, cards(rig));
  expect(report).toMatchObject({ complete: false, faults: [] });
  const whole = await verified(lines, cards(rig));
  expect(report.vouched.sending?.seq ?? 0).toBeLessThan(whole.vouched.sending?.seq ?? 0);
});

test("K150: with other roots, one too few or one too many, nothing is judged", async () => {
  const roots = cards(rig);
  const [first] = [...roots.keys()];
  const fewer = new Map([...roots].slice(1));
  const more = new Map([...roots, ["east", new Uint8Array(32)]]);
  const other = new Map([...roots, [first as string, new Uint8Array(32).fill(7)]]);
  for (const wrong of [fewer, more, other])
    await expect(RecordVerifier.open(nodeCrypto, lines[0] ?? "", wrong)).rejects.toThrow(RecordUnusable);
  await expect(RecordVerifier.open(nodeCrypto, "{}", roots)).rejects.toThrow("header");
});

function safely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
