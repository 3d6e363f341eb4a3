import type { Body, GroupCode } from "@vado/protocol";
import type { CountWhat } from "./sheets.ts";

/** The fact that a count is told as. */
export function countOf(code: string, what: CountWhat, headcount: number, reason: string): Body {
  const group = code as GroupCode;
  if (what === "depart") return { type: "group.departed", group, headcount };
  if (what === "arrive") return { type: "group.arrived", group, headcount };
  if (what === "disperse") return { type: "group.dispersed", group, headcount };
  return { type: "group.returned", group, headcount, reason };
}
