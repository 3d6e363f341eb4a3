import { spell } from "./spell.ts";
import "./base.css";
import "./code.css";

/** A group's code: monospaced for the eye, letter by letter for the ear. */
export function Code({ value, size }: { readonly value: string; readonly size?: "usual" | "large" | "title" }) {
  return (
    <span class={`code code-${size ?? "usual"}`}>
      <span aria-hidden="true">{value}</span>
      <span class="hidden">{spell(value)}</span>
    </span>
  );
}
