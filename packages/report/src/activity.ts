import { csvText } from "./csv.ts";

/** An activity log with the fields of form ICS-214 (RP3): who was on, and what was done when. Roles and devices stand for people; no name is in it. */

export interface Activity {
  readonly incident: string;
  /** Local times of the shift. */
  readonly from: string;
  readonly to: string;
  /** Position and agency of who prepares it. */
  readonly position: string;
  readonly agency: string;
  readonly prepared: string;
  readonly resources: readonly { readonly device: string; readonly position: string; readonly agency: string }[];
  readonly log: readonly { readonly at: string; readonly what: string }[];
}

/** Rows of field and value, then the resources, then the activity log; each block with its heads, an empty line between. */
export function ics214Csv(activity: Activity): string {
  return csvText([
    ["ICS 214 field", "Value"],
    ["1. Incident name", activity.incident],
    ["2. Operational period from", activity.from],
    ["2. Operational period to", activity.to],
    ["3. Name", activity.position],
    ["4. ICS position", activity.position],
    ["5. Home agency", activity.agency],
    [],
    ["6. Resources assigned: name", "ICS position", "Home agency"],
    ...activity.resources.map(({ device, position, agency }) => [device, position, agency]),
    [],
    ["7. Activity log: date/time", "Notable activities"],
    ...activity.log.map(({ at, what }) => [at, what]),
    [],
    ["8. Prepared by", activity.position],
    ["Date/time", activity.prepared],
  ]);
}
