import { lazily } from "../../parts/lazily.tsx";
import type { Sheet } from "../sheets.ts";

/** The screens of rare acts, by the sheet that opens them. */
const load = () => import("./sheets.ts");
const tickets = () => import("./tickets.ts");
const LAW = {
  askBack: lazily(async () => (await load()).AskBackSheet),
  refer: lazily(async () => (await load()).ReferSheet),
  aside: lazily(async () => (await load()).AsideSheet),
  divert: lazily(async () => (await load()).DivertSheet),
  correct: lazily(async () => (await load()).CorrectSheet),
  overdue: lazily(async () => (await load()).OverdueSheet),
  ticket: lazily(async () => (await tickets()).TicketSheet),
} as const;
export const Scan = lazily(async () => (await tickets()).ScanSheet);

export type LawKind = keyof typeof LAW;

export function LawSheet({ sheet }: { readonly sheet: Extract<Sheet, { kind: LawKind }> }) {
  const Screen = LAW[sheet.kind];
  return <Screen code={sheet.code} />;
}
