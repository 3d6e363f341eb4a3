import { Envelope, eventSchemas } from "../src/index.ts";

/** A schema described as plain data, deterministically: what stands on the wire, and nothing of how it is checked. */

/** The parts of a valibot schema or action that say what it accepts. */
export interface Part {
  readonly kind: "schema" | "validation" | "transformation" | "metadata";
  readonly type: string;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly pipe?: readonly Part[];
  readonly item?: Part;
  readonly key?: Part | string;
  readonly value?: Part;
  readonly wrapped?: Part;
  readonly options?: readonly (Part | string | number)[];
  readonly literal?: unknown;
  readonly requirement?: unknown;
  readonly name?: string;
  readonly message?: unknown;
}

/** Functions cannot be described: a check counts by its message. */
function plain(value: unknown): unknown {
  if (value instanceof RegExp) return value.source;
  return typeof value === "function" ? undefined : value;
}

export function describeSchema(part: Part | string | number | undefined): unknown {
  if (typeof part !== "object") return part;
  const { kind, type, entries, pipe, item, key, value, wrapped, options, literal, requirement, name, message } = part;
  // The first part of a pipe is the schema itself.
  const said: unknown[] =
    pipe === undefined
      ? [kind, type]
      : pipe.map((one) =>
          one === pipe[0] ? describeSchema({ ...one, pipe: undefined } as never) : describeSchema(one),
        );
  if (pipe !== undefined) return said;
  const names =
    entries === undefined
      ? undefined
      : Object.keys(entries)
          .toSorted()
          .map((field) => [field, describeSchema(entries[field])]);
  const rest = {
    names,
    item: describeSchema(item),
    key: describeSchema(key),
    value: describeSchema(value),
    wrapped: describeSchema(wrapped),
    options: options?.map(describeSchema),
    literal,
    requirement: plain(requirement),
    name,
    check: requirement !== undefined && typeof requirement === "function" ? plain(message) : undefined,
  };
  return [...said, rest];
}

/** Everything that can stand in an envelope. The body is looked up by type, so the events are described beside it. */
export function wireText(): string {
  const events = eventSchemas.map(
    (schema) => [schema.entries.type.literal, describeSchema(schema as unknown as Part)] as const,
  );
  return JSON.stringify([
    describeSchema(Envelope as unknown as Part),
    events.toSorted((a, b) => (a[0] < b[0] ? -1 : 1)),
  ]);
}

/** Every schema in a tree, with its path. */
export function* walk(part: Part, path: string): Generator<{ readonly path: string; readonly part: Part }> {
  yield { path, part };
  for (const [field, inner] of Object.entries(part.entries ?? {})) yield* walk(inner, `${path}.${field}`);
  for (const inner of part.pipe?.slice(1) ?? []) if (inner.kind === "schema") yield* walk(inner, path);
  for (const inner of [part.item, part.wrapped, part.value]) if (inner?.kind === "schema") yield* walk(inner, path);
  for (const inner of part.options ?? []) if (typeof inner === "object") yield* walk(inner, path);
}
