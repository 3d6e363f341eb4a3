import { builtinModules } from "node:module";
import { posix } from "node:path";
import { lineAt } from "../house.mjs";

/** Each import goes where the table allows, by the one entry, and is declared by the package that writes it. */
export function imports(house) {
  return house.members.flatMap((member) => [
    ...member.src.flatMap((file) => faultsOf(file, (specifier) => sourceFault(house, member, file, specifier))),
    ...member.test.flatMap((file) => faultsOf(file, (specifier) => testFault(house, member, file, specifier))),
  ]);
}

function faultsOf(file, judge) {
  return file.imports.flatMap(({ specifier, offset }) => {
    const fault = specifier === null ? ["named-import", "name the module in a plain string"] : judge(specifier);
    if (fault === null) return [];
    const [rule, advice] = fault;
    return [{ path: file.path, line: lineAt(file.text, offset), rule, advice }];
  });
}

/** A source file: the table holds, and what it imports is in its own package.json. */
function sourceFault(house, member, file, specifier) {
  if (/^(\.|\/|file:)/.test(specifier)) return relativeFault(member, file, specifier);
  if (isBuiltin(specifier)) return builtinFault(member, specifier);
  const name = packageName(specifier);
  const target = house.members.find((other) => other.name === name);
  if (target?.kind === "apps") return ["app-import", `start ${name} as a child process; no one imports an app`];
  if (name.startsWith("@vado/")) {
    if (specifier !== name) return ["one-entry", `import "${name}" and let it export what you need`];
    if (!member.row?.may.includes(target?.key)) {
      return ["table", `${member.dir} must not import ${name}; see the table in ARCHITECTURE.md`];
    }
  } else if (member.row?.only?.includes(name) === false) {
    return ["table", `${member.dir} imports nothing from outside but ${member.row.only.join(", ")}`];
  }
  if (member.manifest.dependencies?.[name] === undefined) {
    return ["declared", `add "${name}" to the dependencies of ${member.dir}/package.json`];
  }
  return null;
}

/** A test may also use what the root declares, Node, and any package of ours; still by the one entry. */
function testFault(house, member, file, specifier) {
  if (/^(\.|\/|file:)/.test(specifier)) return relativeFault(member, file, specifier);
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? null : ["node-prefix", `write "node:${specifier}"`];
  const name = packageName(specifier);
  const target = house.members.find((other) => other.name === name);
  if (target?.kind === "apps") return ["app-import", `start ${name} as a child process; no one imports an app`];
  if (name.startsWith("@vado/")) {
    if (specifier !== name) return ["one-entry", `import "${name}" and let it export what you need`];
    return target === undefined ? ["table", `there is no ${name}`] : null;
  }
  const declared = { ...house.rootManifest.manifest.devDependencies, ...member.manifest.dependencies };
  if (declared[name] === undefined)
    return ["declared", `add "${name}" to ${member.dir}/package.json or to the root's devDependencies`];
  return null;
}

function relativeFault(member, file, specifier) {
  if (!specifier.startsWith("."))
    return ["own-folder", "import by name or by a relative path, never by a path of this machine"];
  const target = posix.join(posix.dirname(file.path), specifier);
  if (!target.startsWith(`${member.dir}/`)) {
    return ["own-folder", `"${specifier}" leaves ${member.dir}; import the other package by its name`];
  }
  const fromSource = file.path.startsWith(`${member.dir}/src/`);
  if (fromSource && !target.startsWith(`${member.dir}/src/`)) {
    return ["own-folder", `"${specifier}" leaves src; what runs does not import tests`];
  }
  return null;
}

function builtinFault(member, specifier) {
  if (member.row?.pure)
    return ["pure", `"${specifier}" is an effect; take it as a port and put the adapter into packages/host`];
  return specifier.startsWith("node:") ? null : ["node-prefix", `write "node:${specifier}"`];
}

/** By its prefix too: an older Node does not know a newer one's modules. */
function isBuiltin(specifier) {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}

function packageName(specifier) {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
