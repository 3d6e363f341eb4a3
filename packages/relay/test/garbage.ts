import fc from "fast-check";
import type { PlainRequest } from "@vado/client";

/** Requests of every kind that no client of ours would send. */

const ids = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from("abcXYZ019-_")), minLength: 0, maxLength: 70 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom("..", "%2e%2e", "%00", "%ff", "a%2Fb"),
);
export const segment = ids.map((text) => encodeURI(text).replaceAll(/[?#]/g, "x"));
export const paths = fc.oneof(
  segment.map((a) => `/${a}`),
  fc.tuple(segment, segment).map(([a, b]) => `/v1/channels/${a}/frames/${b}`),
  segment.map((a) => `/v1/channels/${a}/groupinfo`),
  segment.map((a) => `/v1/devices/${a}`),
  fc.constantFrom("/v1/stream", "/v1/session", "/v1//stream", "/v1/stream/"),
);
export const queries = fc.oneof(
  fc.constant(""),
  fc.string({ maxLength: 60 }).map((text) => `?${encodeURI(text).replaceAll("#", "x")}`),
  fc
    .array(fc.tuple(segment, fc.oneof(fc.integer(), fc.double(), segment)), { maxLength: 70 })
    .map((all) => `?${all.map(([a, b]) => `c=${a}:${b}`).join("&")}&wait=0`),
);
const headerText = fc.string({
  unit: fc.constantFrom(...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))),
  maxLength: 120,
});
const headerNames = [
  "signature-input",
  "signature",
  "content-digest",
  "vado-kind",
  "vado-expect-commit",
  "content-type",
  "accept",
  "content-length",
];
export const headers = fc.dictionary(
  fc.constantFrom(...headerNames),
  fc.oneof(
    headerText,
    fc.constantFrom(
      "vado=:AAAA:",
      "message",
      "commit",
      "0",
      "-1",
      "1e3",
      "99999999999999999",
      "text/event-stream",
      "5",
    ),
  ),
);
export const bodies = fc.uint8Array({ maxLength: 600 });

const kinds = fc.oneof(
  fc.constantFrom("commit", "message", "endorsement"),
  headerText.map((text) => text.trim()),
);
/** Of the right form to be signed: well-signed garbage. */
export const signable: fc.Arbitrary<PlainRequest> = fc.oneof(
  fc.record({
    method: fc.constant("PUT" as const),
    path: paths,
    query: queries,
    body: bodies,
    frame: fc.record({ kind: kinds, expectCommit: fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger()) }),
  }),
  fc.record({
    method: fc.constantFrom("PUT" as const, "POST" as const),
    path: paths,
    query: queries,
    body: fc.oneof(
      bodies,
      fc.json().map((text) => new TextEncoder().encode(text)),
    ),
  }),
  fc.record({ method: fc.constant("GET" as const), path: paths, query: queries }),
);
