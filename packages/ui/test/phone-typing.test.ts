import { codeDistance, isGroupCode, type Body } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { stepped, typed, type Key } from "../src/parts/digits.ts";
import { spell } from "../src/parts/spell.ts";
import { commandLike } from "../src/phone/command-words.ts";
import { afterReload, draftKey, readDraft, writeDraft, type DraftStore } from "../src/phone/draft.ts";
import { newCode } from "../src/phone/new-code.ts";
import { sheetFrom } from "../src/phone/sheets.ts";
import { codeOf } from "./gallery/story.ts";

const keys = (...all: Key[]): number | null => all.reduce<number | null>((value, key) => typed(value, key, 1200), null);

describe("a number pad", () => {
  it("types a figure, erases it to nothing, and never takes nothing for nought", () => {
    expect(keys("1", "5", "0")).toBe(150);
    expect(keys("1", "5", "erase")).toBe(1);
    expect(keys("5", "erase")).toBeNull();
    expect(keys("0")).toBe(0);
    expect(keys("0", "7")).toBe(7);
  });

  it("a digit past the largest count changes nothing", () => {
    expect(keys("1", "2", "0", "0")).toBe(1200);
    expect(keys("1", "2", "0", "1")).toBe(120);
    expect(keys("1", "2", "0", "0", "0")).toBe(1200);
  });

  it("a stepper keeps to its bounds", () => {
    expect([stepped(0, -1, 9), stepped(7, 5, 9), stepped(3, 1, 9)]).toEqual([0, 9, 4]);
  });

  it("a code is spoken letter by letter", () => {
    expect(spell("K7Q-4MX")).toBe("K 7 Q, 4 M X");
  });
});

const isText = (value: unknown): value is string => typeof value === "string";

function memory(): DraftStore & { readonly all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    get: (key) => all.get(key) ?? null,
    set: (key, value) => void all.set(key, value),
    remove: (key) => void all.delete(key),
  };
}

describe("a draft", () => {
  it("outlives a reload, each device's for itself", () => {
    const store = memory();
    writeDraft(store, draftKey("a", "chat"), { value: "hola", intent: null });
    expect(readDraft(store, draftKey("a", "chat"), isText)).toEqual({ value: "hola", intent: null });
    expect(readDraft(store, draftKey("b", "chat"), isText)).toBeNull();
  });

  it("that became an act is gone when the act is known, and there again when it is not: neither lost nor doubled", () => {
    const draft = { value: "hola", intent: "i1" };
    expect(afterReload(draft, (intent) => intent === "i1")).toBeNull();
    expect(afterReload(draft, () => false)).toEqual({ value: "hola", intent: null });
    expect(afterReload({ value: "hola", intent: null }, () => true)).toEqual({ value: "hola", intent: null });
  });

  it("is read only when storage holds one", () => {
    const store = memory();
    for (const text of [
      "",
      "{",
      "[]",
      "null",
      '{"value":1,"intent":null}',
      '{"value":"x"}',
      '{"value":"x","intent":3}',
    ]) {
      store.set("k", text);
      expect(readDraft(store, "k", isText)).toBeNull();
    }
    store.set("k", JSON.stringify({ value: "x".repeat(17_000), intent: null }));
    expect(readDraft(store, "k", isText)).toBeNull();
  });
});

describe("the sheet that was open", () => {
  const code = codeOf(0);
  it("comes back where something was half-typed", () => {
    for (const sheet of [
      { kind: "finish", code },
      { kind: "finish", code, since: 5 },
      { kind: "amend", code },
      { kind: "count", code, what: "arrive" },
      { kind: "signal", code },
      { kind: "spontaneous" },
    ])
      expect(sheetFrom(JSON.stringify(sheet))).toEqual(sheet);
  });

  it("does not come back when it is not one of ours", () => {
    for (const text of [null, "", "{", "null", "[]", '{"kind":"count","code":"AAA-AAA","what":"arrive"}'])
      expect(sheetFrom(text)).toBeNull();
    expect(sheetFrom(JSON.stringify({ kind: "count", code, what: "guess" }))).toBeNull();
    expect(sheetFrom(JSON.stringify({ kind: "menu" }))).toBeNull();
    expect(sheetFrom(JSON.stringify({ kind: "noNew", code }))).toBeNull();
  });
});

describe("a new code", () => {
  const bytes = (seed: number) => (length: number) => Uint8Array.from({ length }, (_, i) => (seed * 71 + i * 37) & 255);

  it("is a group code that the rules accept, however many they refuse before", () => {
    let n = 0;
    const taken = codeOf(3);
    const may = (body: Body) =>
      body.type === "group.opened" && (codeDistance(body.group, taken) < 3 || n <= 5)
        ? { rule: "H1.code", says: "" }
        : null;
    const found = newCode((length) => bytes(n++)(length), may);
    expect("code" in found && isGroupCode(found.code)).toBe(true);
    expect(n).toBe(6);
  });

  it("gives the rule when no code would help, and gives up in the end", () => {
    expect(newCode(bytes(1), () => ({ rule: "H1.station", says: "" }))).toEqual({
      refusal: { rule: "H1.station", says: "" },
    });
    let asked = 0;
    const none = newCode(bytes(1), () => {
      asked++;
      return { rule: "H1.code", says: "" };
    });
    expect(none).toMatchObject({ refusal: { rule: "H1.code" } });
    expect(asked).toBe(20);
  });
});

describe("a chat text that looks like a command", () => {
  it.each([
    ["ALTO", "hold"],
    ["paren todo", "hold"],
    ["Hold please", "hold"],
    ["alto, no manden", "hold"],
    ["Manden al siguiente", "go"],
    ["send them", "go"],
    ["¡Adelante!", "go"],
    ["LISTO 120", "ready"],
    ["ya llegaron", "arrived"],
    ["Salieron 40", "departed"],
  ])("%s", (text, like) => {
    expect(commandLike(text)).toBe(like);
  });

  it.each([
    "",
    "Buenos días, río tranquilo.",
    "¿Mandan al siguiente?",
    "Should we stop?",
    "Hay mucha gente en la explanada y algunas personas van llegando desde la carretera, alto el sol.",
    "saltó la alarma",
    "algodón",
  ])("not: %s", (text) => {
    expect(commandLike(text)).toBeNull();
  });
});
