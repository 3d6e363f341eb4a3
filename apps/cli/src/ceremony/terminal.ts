import { HostError } from "@vado/host";

/** A person at a terminal. Questions go to stderr, so that stdout stays what the command says. */

/** Characters of an answer. */
const ANSWER_CHARS_MAX = 1_024;
const [CTRL_C, CTRL_D, BACKSPACE, DELETE] = ["\u0003", "\u0004", "\b", "\u007F"];

/** What a terminal must be able to do; a test hands in its own. */
export interface Terminal {
  readonly input: Pick<NodeJS.ReadStream, "isTTY" | "on" | "off" | "resume" | "pause"> & {
    setRawMode?(on: boolean): unknown;
  };
  readonly output: { write(text: string): unknown };
}

export const ownTerminal: Terminal = { input: process.stdin, output: process.stderr };

/** Asks for one line; `hidden`: nothing of it is shown. Throws `HostError` when the person stops. */
export async function askLine(question: string, hidden: boolean, terminal: Terminal = ownTerminal): Promise<string> {
  const { input, output } = terminal;
  output.write(question);
  input.setRawMode?.(true);
  input.resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let line = "";
      const done = (settle: () => void): void => {
        input.off("data", take);
        output.write("\n");
        settle();
      };
      const take = (chunk: Buffer | string): void => {
        for (const char of chunk.toString("utf8")) {
          if (char === "\r" || char === "\n") return done(() => resolve(line));
          if (char === CTRL_C || char === CTRL_D)
            return done(() => reject(new HostError("stopped", "Stopped; nothing was written.")));
          if (char === BACKSPACE || char === DELETE) {
            if (line !== "" && !hidden) output.write("\b \b");
            line = Array.from(line).slice(0, -1).join("");
          } else if (char >= " " && line.length < ANSWER_CHARS_MAX) {
            line += char;
            if (!hidden) output.write(char);
          }
        }
      };
      input.on("data", take);
    });
  } finally {
    input.setRawMode?.(false);
    input.pause();
  }
}

/** Shows what is about to be done and asks whether it shall be. Throws `HostError` for anything but yes. */
export async function confirm(
  words: readonly string[],
  { yes, terminal = ownTerminal }: { readonly yes: boolean; readonly terminal?: Terminal },
): Promise<void> {
  process.stdout.write(`${words.join("\n")}\n`);
  if (yes) return;
  if (terminal.input.isTTY !== true)
    throw new HostError("nobody-to-ask", "Nobody can be asked here; read what stands above, then add --yes.");
  const answer = await askLine("Compare the digits. Type yes to go on: ", false, terminal);
  if (!/^(yes|sí|si)$/i.test(answer.trim())) throw new HostError("stopped", "Stopped; nothing was written.");
}
