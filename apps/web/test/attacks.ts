import type { Page } from "playwright-core";

/** Where nobody answers: what counts is whether the page's policy lets it be asked. */
const FOREIGN = "http://127.0.0.1:9";

/** Everything that is tried; a page without a policy lets all of it happen. */
export const ATTACKS = [
  "inline script",
  "handler",
  "timer",
  "foreign fetch",
  "foreign image",
  "foreign script",
  "foreign frame",
  "foreign form",
  "base",
  "data worker",
  "blob import",
  "markup",
  "eval",
] as const;

/** What injected markup or script tries first; returns the names of what the page let happen. */
export async function attacks(page: Page): Promise<string[]> {
  const done = await page.evaluate(TRIES.replaceAll("FOREIGN", JSON.stringify(FOREIGN)));
  return [...(done as string[]), ...((await evaluates(page)) ? ["eval"] : [])];
}

/** Playwright's own door into a page lets text be evaluated whatever the policy says; this one does not. */
async function evaluates(page: Page): Promise<boolean> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send("Runtime.evaluate", {
    expression: `try { [eval("1"), new Function("return 1")()].includes(1) } catch { false }`,
    allowUnsafeEvalBlockedByCSP: false,
  });
  await session.detach();
  return result.value as boolean;
}

/** As text: a test's bundler rewrites an import. */
const TRIES = `(async () => {
  const done = [];
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const make = (tag, more) => document.body.appendChild(Object.assign(document.createElement(tag), more));
  // Refused by an exception, or by doing nothing.
  const happens = async (name, act) => {
    try {
      if (await act()) done.push(name);
    } catch {}
  };
  // Nobody answers there, so only the policy's own complaint tells that it was not even asked.
  const asks = async (name, act) => {
    let refused = false;
    const hear = () => (refused = true);
    document.addEventListener("securitypolicyviolation", hear);
    try {
      await act();
    } catch {}
    await pause(150);
    document.removeEventListener("securitypolicyviolation", hear);
    if (!refused) done.push(name);
  };
  await happens("inline script", () => {
    const script = document.createElement("script");
    script.append("globalThis.vadoInline = true");
    document.body.append(script);
    return globalThis.vadoInline;
  });
  await happens("handler", () => {
    const button = document.createElement("button");
    button.setAttribute("onclick", "globalThis.vadoHandler = true");
    button.click();
    return globalThis.vadoHandler;
  });
  await happens("timer", async () => {
    setTimeout("globalThis.vadoTimer = true");
    await pause(50);
    return globalThis.vadoTimer;
  });
  await asks("foreign fetch", () => fetch(FOREIGN, { mode: "no-cors" }));
  await asks("foreign image", () => make("img", { src: FOREIGN + "/x.png" }));
  await asks("foreign script", () => {
    const script = document.createElement("script");
    script.setAttribute("src", FOREIGN + "/x.js");
    document.body.append(script);
  });
  await asks("foreign frame", () => make("iframe", { src: FOREIGN }));
  await asks("foreign form", () => make("form", { action: FOREIGN, target: "vado-none" }).submit());
  await happens("base", () => {
    const base = document.head.appendChild(Object.assign(document.createElement("base"), { href: FOREIGN }));
    const moved = document.baseURI.startsWith(FOREIGN);
    base.remove();
    return moved;
  });
  await happens("data worker", () => new Worker("data:text/javascript,0") instanceof Worker);
  await happens("blob import", async () => {
    await import(URL.createObjectURL(new Blob([""], { type: "text/javascript" })));
    return true;
  });
  await happens("markup", () => {
    const place = document.createElement("div");
    place.innerHTML = "<p>text</p>";
    return place.firstChild !== null;
  });
  return done;
})()`;
