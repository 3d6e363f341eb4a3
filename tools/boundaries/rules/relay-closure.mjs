import { posix } from "node:path";
import { lineAt } from "../house.mjs";
import { RELAY_NEVER } from "../table.mjs";

/** Follows every import from the relay process and finds nothing that could decrypt: neither ours nor from outside. */
export function relayClosure({ members }) {
  const roots = members.filter(({ dir }) => dir === "apps/relay" || dir === "packages/relay");
  const files = new Map(members.flatMap((member) => member.src.map((file) => [file.path, file])));
  const waiting = roots.flatMap(({ src }) => src.map(({ path }) => ({ path, way: [path] })));
  const seen = new Set(waiting.map(({ path }) => path));
  const faults = [];

  for (const { path, way } of waiting) {
    const file = files.get(path);
    for (const { specifier, offset } of file?.imports ?? []) {
      const found = specifier === null ? null : resolve(members, path, specifier);
      if (found === null) continue;
      if (found.forbidden) {
        const advice = `the relay process would load ${found.forbidden} (${way.join(" > ")}); it must not be able to decrypt`;
        faults.push({ path, line: lineAt(file.text, offset), rule: "relay-blind", advice });
      } else if (!seen.has(found.path)) {
        seen.add(found.path);
        waiting.push({ path: found.path, way: [...way, found.path] });
      }
    }
  }
  return faults;
}

/** Where an import leads: a file of ours, a forbidden module, or null for what is no concern of this rule. */
function resolve(members, from, specifier) {
  if (specifier.startsWith(".")) return judge(posix.join(posix.dirname(from), specifier));
  if (RELAY_NEVER.outside.some((pattern) => pattern.test(specifier))) return { forbidden: specifier };
  const target = members.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  return target === undefined ? null : judge(`${target.dir}/src/index.ts`);
}

function judge(path) {
  const never = RELAY_NEVER.packages.find((key) => path.startsWith(`packages/${key}/`));
  return never === undefined ? { path } : { forbidden: `@vado/${never}` };
}
