import type { Incident } from "@vado/flow";

/** Safety alerts in the Common Alerting Protocol 1.2 (OASIS), for rescue services that read it (RP4). */

export interface CapAlert {
  /** Of the alert; no spaces, commas or markup. */
  readonly identifier: string;
  /** Who sends it: an agency and its link. */
  readonly sender: string;
  /** Local times with offset. */
  readonly sent: string;
  /** Said in a drill. */
  readonly exercise: boolean;
  readonly update: boolean;
  readonly language: "es-419" | "en";
  readonly kind: Incident["kind"];
  /** What it is, in words of that language; never more than kind, place and count. */
  readonly event: string;
  readonly headline: string;
  readonly instruction: string;
  readonly area: string;
}

const CATEGORY: Readonly<Record<string, string>> = {
  missing: "Rescue",
  medical: "Health",
  accident: "Safety",
  water: "Rescue",
  disorder: "Security",
  other: "Other",
};
/** Kinds in which somebody's life may be in danger. */
const EXTREME: ReadonlySet<string> = new Set(["missing", "medical", "water"]);

export function capXml(alert: CapAlert): string {
  const info = [
    element("language", alert.language),
    element("category", CATEGORY[alert.kind] ?? "Other"),
    element("event", alert.event),
    element("responseType", "Assess"),
    element("urgency", "Immediate"),
    element("severity", EXTREME.has(alert.kind) ? "Extreme" : "Severe"),
    element("certainty", "Observed"),
    element("headline", alert.headline),
    element("instruction", alert.instruction),
    `<area>${element("areaDesc", alert.area)}</area>`,
  ].join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
    element("identifier", alert.identifier.replaceAll(/[\s,<&]/g, "-")),
    element("sender", alert.sender.replaceAll(/[\s,<&]/g, "-")),
    element("sent", alert.sent),
    element("status", alert.exercise ? "Exercise" : "Actual"),
    element("msgType", alert.update ? "Update" : "Alert"),
    element("scope", "Restricted"),
    element("restriction", "For the agencies of the crossing and the rescue services they call."),
    `<info>${info}</info></alert>\n`,
  ].join("");
}

const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

function escaped(text: string): string {
  return (
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      // What XML 1.0 knows no way to write.
      // oxlint-disable-next-line no-control-regex -- control characters are just what must go
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
  );
}
