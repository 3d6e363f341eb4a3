import type { Group } from "@vado/flow";
import type { Needs, Units } from "@vado/protocol";
import { t } from "../messages/index.ts";
import { Banner } from "../parts/Banner.tsx";
import { Icon } from "../parts/Icon.tsx";
import { usePhone } from "./context.ts";
import { isBlind } from "./blind.ts";
import "./group-facts.css";

/** `120 personas`, or dots where they are to be counted blind. */
export function PeopleText({ group }: { readonly group: Group }) {
  const { me } = usePhone();
  if (isBlind(group, me)) return <span class="phone-facts-people">{t("phone.people.blind")}</span>;
  const count = group.arrived ?? group.departed ?? group.headcount;
  return <span class="phone-facts-people">{t("phone.people", { count })}</span>;
}

/** Families by size, in words: `12 solas · 8 de 2 · 4 de 5`. */
export function unitsText(units: Units): string {
  return Object.entries(units)
    .map(([size, times]) => ({ size: Number(size), times }))
    .toSorted((a, b) => a.size - b.size)
    .map(({ size, times }) => (size === 1 ? t("phone.units.alone", { times }) : t("phone.units.of", { times, size })))
    .join(" · ");
}

/** The needs that were counted, most of them none. */
export function NeedsList({ needs }: { readonly needs: Needs }) {
  const counted = (Object.entries(needs) as [keyof Needs, number | undefined][]).filter(
    ([, count]) => (count ?? 0) > 0,
  );
  if (counted.length === 0) return <p class="phone-facts-none">{t("phone.needs.none")}</p>;
  const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
  return (
    <ul class="phone-facts-needs">
      {counted.map(([need, count]) => (
        <li key={need}>
          <strong>{count}</strong> {lower(t(`need.${need}`))}
        </li>
      ))}
    </ul>
  );
}

/** Children without company are referred to those who protect them before they go (H7). */
export function ProtectionNote({ needs, referred }: { readonly needs: Needs; readonly referred?: boolean }) {
  if ((needs.unaccompaniedChildren ?? 0) === 0) return null;
  if (referred === true) return <Banner tone="good" icon="check" title={t("law.refer.done")} />;
  return <Banner tone="warn" icon="people" title={t("phone.needs.protection")} />;
}

/** Families and needs of a group; `people`: with how many there are. */
export function GroupFacts({ group, people }: { readonly group: Group; readonly people?: boolean }) {
  const { me } = usePhone();
  return (
    <div class="phone-facts">
      {people === true && (
        <p class="phone-facts-line">
          <Icon name="people" />
          <PeopleText group={group} />
        </p>
      )}
      {!isBlind(group, me) && Object.keys(group.units).length > 0 && (
        <p class="phone-facts-units">{unitsText(group.units)}</p>
      )}
      {group.readySince !== null && <NeedsList needs={group.needs} />}
    </div>
  );
}
