import { lineAt } from "../house.mjs";

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const FIELDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** Each package.json: known to the table, one entry, exact pins, and no dependency of ours that the table forbids. */
export function manifests({ members, rootManifest, locked }) {
  const root = { path: "package.json", text: rootManifest.text, manifest: rootManifest.manifest };
  const lock = [["", root], ...members.map((member) => [member.dir, fileOf(member)])];
  return [
    ...pins(root),
    ...members.flatMap(memberFaults),
    ...(locked === null ? [] : lock.flatMap(([dir, file]) => lockFaults(locked[dir], file))),
  ];
}

function memberFaults(member) {
  const { dir, kind, key, name, row, manifest, manifestText: text } = member;
  const path = `${dir}/package.json`;
  const faults = pins({ path, text, manifest });
  const add = (word, rule, advice) => faults.push({ path, line: lineOf(text, word), rule, advice });

  if (row === undefined) add("name", "table", `add ${dir} to tools/boundaries/table.mjs and ARCHITECTURE.md first`);
  if (manifest.name !== name) add("name", "name", `call it "${name}", after its folder`);
  const entry = kind === "packages" ? "./src/index.ts" : "./src/main.ts";
  if (manifest.exports !== entry) add("exports", "one-entry", `"exports" is the one entry "${entry}"`);

  for (const dependency of FIELDS.flatMap((field) => Object.keys(manifest[field] ?? {}))) {
    if (!dependency.startsWith("@vado/")) continue;
    const other = dependency.slice("@vado/".length);
    if (dependency.startsWith("@vado/app-"))
      add(dependency, "app-import", "start an app as a child process; no one imports an app");
    else if (row !== undefined && !row.may.includes(other)) {
      add(dependency, "table", `${kind}/${key} must not depend on ${dependency}; see the table in ARCHITECTURE.md`);
    }
  }
  return faults;
}

function fileOf({ dir, manifestText, manifest }) {
  return { path: `${dir}/package.json`, text: manifestText, manifest };
}

/** `npm ci` refuses a lockfile that does not know what a package.json asks for. */
function lockFaults(entry, { path, text, manifest }) {
  const pairs = (all) => Object.entries(all ?? {}).map(([name, version]) => `${name} ${version}`);
  const wanted = (from) => JSON.stringify(FIELDS.map((field) => pairs(from?.[field]).sort()));
  if (wanted(entry) === wanted(manifest)) return [];
  const advice = "package-lock.json does not know this; run `npm install --package-lock-only --ignore-scripts`";
  return [{ path, line: lineOf(text, "dependencies"), rule: "lockfile", advice }];
}

function pins({ path, text, manifest }) {
  const all = FIELDS.flatMap((field) => Object.entries(manifest[field] ?? {}));
  return all
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => ({
      path,
      line: lineOf(text, name),
      rule: "exact-pin",
      advice: `pin "${name}" to one version instead of "${version}"`,
    }));
}

function lineOf(text, key) {
  const offset = text.indexOf(`"${key}"`);
  return offset < 0 ? 1 : lineAt(text, offset);
}
