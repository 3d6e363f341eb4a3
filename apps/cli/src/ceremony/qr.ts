import { renderUnicodeCompact } from "uqr";

/** A code on the terminal, indented, for whoever compares with a camera. */
export const qrText = (text: string): string =>
  renderUnicodeCompact(text, { border: 2 })
    .split("\n")
    .map((line) => `  ${line}\n`)
    .join("");
