import type { Group } from "../group.ts";
import type { Story } from "../story.ts";
import { within, type Answer } from "./ask.ts";

/** S4: whether one more group fits the block, beside all that are granted, closing or on the way. */
export function blockFor(story: Story, people: number, except?: string): Answer {
  const { terms } = story;
  if (terms === undefined) return false;
  const { kind, groups, people: most } = terms.block;
  if (kind === "paced") return true;
  const reserved = story.sumKept(() => 1, except);
  const beside = { min: reserved.min + story.moving.size, max: reserved.max + story.moving.size };
  if (kind !== "permissive") return within(beside, 0);
  const byGroups = within(beside, groups - 1);
  if (byGroups === false || most === Infinity) return byGroups;
  const granted = story.sumKept((grant) => grant.people, except);
  const under = [...story.moving].reduce((sum, group) => sum + peopleOf(group), people);
  const byPeople = within({ min: granted.min + under, max: granted.max + under }, most);
  return byPeople === true ? byGroups : byPeople;
}

/** The newest count of a group on the way. */
const peopleOf = ({ arrived, departed, headcount }: Group): number => arrived ?? departed ?? headcount;
