import type { Block, Terms } from "@vado/protocol";
import { t, type MessageId } from "../messages/index.ts";

/** The terms an officer works with, as lines. Those of the channel itself are left to the document. */
export function termLines(terms: Terms): readonly { readonly id: MessageId; readonly value: string }[] {
  const minutes = (count: number) => `${count} min`;
  const orNone = (count: number | null) => (count === null ? t("room.unlimited") : String(count));
  return [
    { id: "room.term.mode", value: t(`room.mode.${terms.mode}`) },
    { id: "room.term.block", value: blockLine(terms.block) },
    { id: "room.term.rate", value: orNone(terms.ratePerHour) },
    { id: "room.term.quota", value: orNone(terms.quotaPerDay) },
    { id: "room.term.groupMax", value: String(terms.groupMax) },
    { id: "room.term.transit", value: `${terms.transitMeanMin} ± ${terms.transitSdMin} min` },
    { id: "room.term.window", value: minutes(terms.windowBeforeMin + terms.windowAfterMin) },
    { id: "room.term.answer", value: minutes(terms.answerMin) },
    { id: "room.term.conditions", value: minutes(terms.conditionsValidMin) },
    { id: "room.term.reserve", value: `${Math.round(terms.reserveShare * 100)} %` },
    { id: "room.term.order", value: t(`room.order.${terms.order}`) },
    { id: "room.term.legalBasis", value: terms.legalBasis },
  ];
}

function blockLine(block: Block): string {
  if (block.kind !== "permissive") return t(`room.block.${block.kind}`);
  return [
    block.groups === undefined ? null : t("room.block.groups", { groups: block.groups }),
    block.people === undefined ? null : t("room.block.people", { people: block.people }),
  ]
    .filter((part) => part !== null)
    .join(" · ");
}
