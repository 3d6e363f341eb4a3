import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { CHROMIUM_ARGS, chromiumPath } from "./browser.ts";
import { openOrigin } from "./origin/origin.ts";

test("without a secure context the page says why nothing works and what to do", async () => {
  const origin = await openOrigin();
  // An address in a local network, as far as a browser can tell.
  const args = [...CHROMIUM_ARGS, "--host-resolver-rules=MAP vado.test 127.0.0.1"];
  const browser = await chromium.launch({ executablePath: chromiumPath(), args });
  const page = await browser.newPage({ locale: "en-GB" });
  await page.goto(`${origin.url.replace("127.0.0.1", "vado.test")}/sending/#invite=${"x".repeat(22)}`);
  await page.getByRole("heading", { name: "This browser can't encrypt here" }).waitFor();
  const text = await page.locator("main").innerText();
  expect(text).toContain("http://vado.test");
  expect(text).toContain("http://localhost");
  expect(text).toContain("--cert");
  await browser.close();
  await origin.close();
}, 60_000);
