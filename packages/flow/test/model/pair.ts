import type { Body, BodyOf, EventId, Terms } from "@vado/protocol";
import { decide } from "../../src/index.ts";
import { Link, S, id, type Officer, type Said } from "../support.ts";
import { compare } from "./compare.ts";
import { mayTellAlone, tell } from "./model.ts";
import { World, type Word } from "./world.ts";

interface Unusual {
  readonly at?: number;
  readonly seen?: number;
  readonly exercise?: boolean;
}

/** Both, and what was said to them. A GO without a connection waits here for its connection. */
export class Pair {
  readonly link: Link;
  readonly world: World;
  readonly tapped: { who: Officer; body: BodyOf<"group.released">; exercise: boolean }[] = [];
  said = 0;
  /** How often each kind of event stood. */
  readonly stood = new Map<string, number>();

  constructor(terms: Partial<Terms>) {
    this.link = Link.open(terms);
    const agreed = this.link.state.agreement?.terms as Terms;
    this.world = new World(agreed);
    for (const entry of this.link.log) tell(this.world, entry);
    this.say(S.duty, { type: "ack", heads: [] });
    this.say(S.duty2, { type: "ack", heads: [] });
    this.say(S.field, { type: "ack", heads: [] });
  }

  say(who: Officer, make: Body | ((intent: EventId) => Body), { exercise = false, ...unusual }: Unusual = {}): Said {
    const intent = id(1_000_000 + ++this.said);
    const body = typeof make === "function" ? make(intent) : make;
    const seq = this.link.state.seq + 1;
    const { time } = this.link;
    const word: Word = { seq, time, ...who, seen: seq - 1, intent, at: time, exercise, ...unusual, body };
    const drilled = exercise ? { exercise: true as const } : {};
    const asked = decide(this.link.state, { ...word, ...drilled }, { time, ...CONNECTED });
    const stood = tell(this.world, word);
    const said = this.link.say(who, body, { ...unusual, ...drilled, intent });
    const what = `${JSON.stringify(body)} by ${who.device} at ${seq}: ${said.voidedBy ?? "stands"}`;
    if ((said.voidedBy === null) !== stood) throw new Error(`the model says ${stood ? "stands" : "void"} of ${what}`);
    if (word.seen === seq - 1 && (asked === null) !== stood) throw new Error(`decide says ${asked?.rule} of ${what}`);
    compare(this.world, this.link.state, what);
    const name = "acted" in body ? "GO alone" : body.type;
    if (stood) this.stood.set(name, (this.stood.get(name) ?? 0) + 1);
    return said;
  }

  /** Gives GO without a connection; it reaches the log when it is sent. */
  tap(who: Officer, body: BodyOf<"group.released">, exercise: boolean): void {
    const seq = this.link.state.seq + 1;
    const { time } = this.link;
    const seen = body.acted?.seq ?? 0;
    const word: Word = { seq, time, ...who, seen, intent: id(999_999), at: time, exercise: false, body };
    if (!exercise) {
      const may = mayTellAlone(this.world, word);
      const asked = decide(this.link.state, word, { time, ...CONNECTED, connected: false });
      if ((asked === null) !== may) throw new Error(`decide says ${asked?.rule} of a GO without a connection`);
    }
    this.tapped.push({ who, body, exercise });
  }
}
const CONNECTED = { fork: false, provisional: false, connected: true };
