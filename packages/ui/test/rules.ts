/** Rules outside the table: who may speak, clocks, what only a device knows, and what an opened message must be. */
export const DEVICE_RULE_IDS = [
  "W1",
  "T1",
  "S8.roster",
  "S8.fork",
  "S8.provisional",
  "S8.offline",
  "S8.elsewhere",
  "S8.notKept",
  "K84",
  "K110",
  ...Array.from({ length: 9 }, (_, i) => `E${i + 1}`),
];
