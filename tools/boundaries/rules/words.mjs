import { lineAt } from "../house.mjs";

const PEOPLE = "(?:people|persons?|human|families|family|migrants?|refugees?|arrivals?|travellers?)";
const THINGS = "(?:batch(?:es)?|loads?|waves?|floods?)";
const PATTERNS = [
  [/illegal/gi, "say what is not valid or not allowed; no person is ever called so"],
  [new RegExp(`${THINGS}[\\s_-]*of[\\s_-]*${PEOPLE}`, "gi"), "say people, group, waiting, crossing"],
  [new RegExp(`${PEOPLE}[\\s_-]*${THINGS}(?![a-z])`, "gi"), "say people, group, waiting, crossing"],
];
const MACHINE_PATH = /^\/(?:home|root|work|tmp)(?:\/|$)/;
const SHARED = /(?:^|\/)\.\.\/shared(?:\/|$)/;

/** Words for people are neutral, in comments as on screens; and no source knows the machine it was written on. */
export function words(house) {
  return house.members
    .flatMap(({ src, test }) => [...src, ...test])
    .flatMap((file) => [...wordFaults(file), ...pathFaults(file)]);
}

function wordFaults({ path, text }) {
  return PATTERNS.flatMap(([pattern, advice]) =>
    [...text.matchAll(pattern)].map((match) => ({
      path,
      line: lineAt(text, match.index),
      rule: "words",
      advice: `"${match[0]}": ${advice}`,
    })),
  );
}

function pathFaults({ path, text, strings }) {
  return [...strings]
    .filter(([, value]) => MACHINE_PATH.test(value) || SHARED.test(value))
    .map(([offset, value]) => ({
      path,
      line: lineAt(text, offset),
      rule: "machine-path",
      advice: `"${value}" exists on one machine only; take the path as an argument, or copy the file into the project`,
    }));
}
