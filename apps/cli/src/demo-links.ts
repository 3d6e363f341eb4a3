import type { Entry } from "@vado/sim";
import { renderUnicodeCompact } from "uqr";

/** What a terminal shows of a demo: how a browser gets in, and a code for phones. */
export function demoLinks({ local, links, until, secure }: Entry): string {
  const here = `
  On this machine:  ${local}
`;
  if (until === null)
    return `${here}
  Only this machine gets in. Phones of the same network: see docs/tls.md.
  End it with Ctrl-C.
`;
  const [first] = links;
  const time = new Date(until).toTimeString().slice(0, 5);
  const warning = secure
    ? ""
    : `
  Without TLS a phone has no cryptography here and cannot enrol: see docs/tls.md (vado certificate).
`;
  return `${here}
  From other devices, until ${time}:
${links.map((link) => `    ${link}\n`).join("")}${warning}
${first === undefined ? "" : indented(renderUnicodeCompact(first, { border: 2 }))}
  End it with Ctrl-C.
`;
}

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}\n`)
    .join("");
