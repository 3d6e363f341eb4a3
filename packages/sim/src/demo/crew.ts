import { mkdirSync } from "node:fs";
import { KINDS } from "@vado/client";
import type { LinkState } from "@vado/flow";
import type { Digests } from "./digests.ts";
import { Officer, enrolOfficer, type OfficerGround } from "./officers.ts";
import type { OfficerPapers } from "./papers.ts";
import type { Posts } from "./posts.ts";

/** The four simulated officers together: whose turn it is, whose record is the newest, whether they tell one story. */

/** Rounds of turns in one moment; officers who are not done go on in the next. */
const ROUNDS_MAX = 40;
/** Real ms between comparisons of all of them. */
const COMPARE_EVERY_MS = 2_000;

export class Crew {
  #officers: readonly Officer[] = [];
  #comparedAt = 0;

  /** Admits their devices at the relay and opens them. */
  async start(papers: readonly OfficerPapers[], ground: OfficerGround): Promise<void> {
    mkdirSync(ground.folder, { recursive: true });
    await Promise.all(papers.map((one) => enrolOfficer(one, ground.url, ground.clock)));
    this.#officers = papers.map((one) => new Officer(one, ground));
    await Promise.all(this.#officers.map((officer) => officer.load()));
  }

  get officers(): readonly Officer[] {
    return this.#officers;
  }

  /** The record of whoever has read most of it; null before they started. */
  get state(): Readonly<LinkState> | null {
    return this.#reader?.client.state ?? null;
  }

  get #reader(): Officer | undefined {
    return this.#officers.reduce<Officer | undefined>(
      (a, b) => (a === undefined || b.client.state.seq > a.client.state.seq ? b : a),
      undefined,
    );
  }

  /** Whether one of them follows the record: whatever is said from now on stands in the log that the witness judges. */
  get hears(): boolean {
    return this.#officers.some(({ client }) => client.standing.anchored);
  }

  /** When one of them wants a turn though nothing happens. */
  get wakeAt(): number {
    return Math.min(...this.#officers.map((officer) => officer.wakeAt));
  }

  /** Devices that were told different logs. */
  get forks(): number {
    return this.#officers.filter(({ client }) => client.standing.fork !== null).length;
  }

  /** Something happened that all of them should look at. */
  wake(): void {
    for (const officer of this.#officers) officer.dirty = true;
  }

  onStored(channel: string, seq: number): void {
    for (const officer of this.#officers) officer.onStored(channel, seq);
  }

  /** Whoever's post a person holds looks on. */
  stand(posts: Posts): void {
    for (const officer of this.#officers) officer.acting = posts.of(officer.side, officer.role).by === "simulated";
    this.wake();
  }

  setOffline(device: string, offline: boolean): void {
    for (const officer of this.#officers) {
      if (officer.device !== device) continue;
      officer.offline = offline;
      officer.dirty = true;
    }
  }

  /** Gives everybody the turns that are due, one after another, until all are at rest. */
  async settle(now: () => number, turn: (officer: Officer) => Promise<void>): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const due = this.#officers.filter((officer) => officer.dirty || officer.wakeAt <= now());
      if (due.length === 0) return;
      for (const officer of due) await turn(officer);
    }
  }

  /** Notes the digests of the newest record, and now and then of all: to be called while none of them is reading. */
  async tellDigests(digests: Digests): Promise<void> {
    const all = performance.now() - this.#comparedAt > COMPARE_EVERY_MS;
    if (all) this.#comparedAt = performance.now();
    for (const { device, client } of all ? this.#officers : this.#officers.filter((one) => one === this.#reader))
      for (const kind of KINDS) {
        const { seq } = client.head(kind);
        if (seq > 0 && !digests.has(device, kind, seq)) digests.note(device, kind, seq, await client.digest(kind));
      }
  }

  close(): void {
    for (const officer of this.#officers) officer.close();
  }
}
