import { EventEmitter } from "node:events";
import { expect, it, vi } from "vitest";
import { newPassphrase, passphrase } from "../src/ceremony/passphrase.ts";
import { askLine, confirm, type Terminal } from "../src/ceremony/terminal.ts";

/** A terminal whose keyboard is a list of lines, typed when asked for. */
class Typed extends EventEmitter {
  readonly isTTY = true;
  readonly raw: boolean[] = [];
  #lines: string[];
  constructor(lines: readonly string[]) {
    super();
    this.#lines = [...lines];
  }
  setRawMode(on: boolean): void {
    this.raw.push(on);
  }
  resume(): this {
    setImmediate(() => {
      for (const char of this.#lines.shift() ?? "") this.emit("data", Buffer.from(char));
    });
    return this;
  }
  pause(): this {
    return this;
  }
}

function terminalOf(...lines: readonly string[]) {
  const input = new Typed(lines);
  let shown = "";
  const output = { write: (text: string) => (shown += text) };
  return { terminal: { input, output } as unknown as Terminal, raw: input.raw, shown: () => shown };
}

it("VC15 a passphrase is typed without echo, twice when it is new", async () => {
  const once = terminalOf("correct horsf\u007Fe\r");
  expect(await passphrase({}, once.terminal)).toBe("correct horse");
  expect(once.shown()).toBe("Passphrase: \n");
  expect(once.raw).toEqual([true, false]);
  const twice = terminalOf("correct horse\n", "correct horse\n");
  expect(await newPassphrase({}, twice.terminal)).toBe("correct horse");
  expect(twice.shown()).not.toContain("horse");
  await expect(newPassphrase({}, terminalOf("correct horse\n", "correct house\n").terminal)).rejects.toThrow(/differ/);
  await expect(newPassphrase({}, terminalOf("elevenchars\n").terminal)).rejects.toThrow(/at least 12/);
  await expect(passphrase({}, terminalOf("corr\u0003").terminal)).rejects.toThrow(/Stopped/);
  // One passphrase, whichever way a keyboard composes its letters.
  const composed = await passphrase({}, terminalOf("contrase\u00F1a larga\n").terminal);
  expect(await passphrase({}, terminalOf("contrasen\u0303a larga\n").terminal)).toBe(composed);
});

it("VC16 nothing is signed that was not confirmed", async () => {
  const write = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  try {
    const words = ["the words"];
    for (const answer of ["yes\n", "sí\n", " Yes \n"])
      await expect(confirm(words, { yes: false, terminal: terminalOf(answer).terminal })).resolves.toBeUndefined();
    for (const answer of ["\n", "no\n", "y\n", "\u0004"])
      await expect(confirm(words, { yes: false, terminal: terminalOf(answer).terminal })).rejects.toThrow(/Stopped/);
    expect(write.mock.calls.flat()).toEqual(Array(7).fill("the words\n"));
    expect(await askLine("Name: ", false, terminalOf("Ana\n").terminal)).toBe("Ana");
  } finally {
    write.mockRestore();
  }
});
