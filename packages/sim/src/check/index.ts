export { checkEvents } from "./events.ts";
export { EvidenceError } from "./evidence.ts";
export type { RecordLine, Violation } from "./line.ts";
export { checkDevices, checkRecord, type CheckOptions, type CheckReport, type Undecided } from "./record.ts";
