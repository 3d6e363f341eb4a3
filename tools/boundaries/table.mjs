// Who may import whom. The reasons stand in ARCHITECTURE.md; change both or neither.

/**
 * `may`: the packages of ours it may import. `only`: the outside packages it may import, where that is a closed list.
 * `pure`: no clock, timer, chance, socket or file; effects come in as ports.
 */
export const PACKAGES = {
  protocol: { pure: true, may: [], only: ["valibot"] },
  flow: { pure: true, may: ["protocol"] },
  planner: { pure: true, may: ["protocol", "flow"] },
  channel: { pure: true, may: ["protocol"] },
  client: { pure: true, may: ["protocol", "flow", "channel"] },
  relay: { pure: true, may: ["protocol"] },
  board: { pure: true, may: ["protocol"] },
  bound: { pure: false, may: [], only: ["highs"] },
  report: { pure: true, may: ["protocol", "flow"] },
  ui: { pure: false, may: ["protocol", "flow", "planner", "report"] },
  host: { pure: false, may: ["protocol"] },
  sim: { pure: false, may: ["protocol", "flow", "planner", "channel", "client", "relay", "host"] },
};

/** Apps import packages and never one another; an app starts another as a child process. */
export const APPS = {
  relay: { pure: false, may: ["protocol", "relay", "host"] },
  desk: { pure: false, may: ["protocol", "flow", "planner", "channel", "client", "host"] },
  board: { pure: false, may: ["protocol", "board", "host"] },
  web: { pure: false, may: ["protocol", "flow", "planner", "channel", "client", "ui", "report"] },
  cli: {
    pure: false,
    may: ["protocol", "flow", "planner", "channel", "client", "relay", "host", "sim", "bound", "report"],
  },
};

/** Whatever the relay process loads, directly or not, is none of these: it cannot decrypt. */
export const RELAY_NEVER = {
  packages: ["flow", "planner", "channel", "client", "sim"],
  outside: [/^ts-mls($|\/)/, /^@hpke\//, /^@noble\//],
};

/** Lines of a source file; longer ones are listed in long-files.json and may only shrink. */
export const FILE_LINES_MAX = 400;
