import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { signal } from "@preact/signals";
import { h, render, type ComponentChildren } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { forgetOldTrees } from "../src/parts/old-trees.ts";
import { FakeElement } from "./fake-element.ts";

const DRAWINGS = 200;
const ROWS = 10;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

beforeEach(() => {
  vi.stubGlobal("document", FakeElement.document);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it("a list that draws itself anew, under an element that stands, keeps none of its drawings before", async () => {
  forgetOldTrees();
  const first = signal(0);
  const words = signal("row");
  const drawings: WeakRef<object>[] = [];

  const Row = ({ n }: { readonly n: number }) => h("p", null, `${words.value} ${n}`);
  const List = () => {
    const rows = Array.from({ length: ROWS }, (_, i) =>
      h("li", { key: (first.value + i) % ROWS }, h(Row, { n: first.value + i })),
    );
    const drawing = h("ul", null, rows);
    drawings.push(new WeakRef(drawing));
    return drawing;
  };
  const Frame = ({ children }: { readonly children: ComponentChildren }) => h("section", null, children);

  const place = new FakeElement("body");
  render(h(Frame, null, h("div", null, h(List, null))), place as unknown as Element);
  for (let n = 1; n <= DRAWINGS; n++) {
    first.value = n;
    await new Promise((resolve) => setTimeout(resolve));
  }
  collectGarbage();

  expect(drawings.length).toBe(DRAWINGS + 1);
  expect(place.text()).toBe(Array.from({ length: ROWS }, (_, i) => `row ${DRAWINGS + i}`).join(""));
  const kept = drawings.filter((one) => one.deref() !== undefined).length;
  expect(kept).toBeLessThanOrEqual(2);
});
