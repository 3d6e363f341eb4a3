import { FILE_LINES_MAX } from "../table.mjs";

/** Small files. One that is too long is listed with its length, and the number only ever goes down. */
export function sizes({ members, longFiles }) {
  return members
    .flatMap(({ src }) => src)
    .flatMap(({ path, text }) => {
      const lines = text.trimEnd().split("\n").length;
      const listed = longFiles[path];
      const fault = (advice) => [{ path, line: lines, rule: "size", advice }];
      if (lines > (listed ?? FILE_LINES_MAX))
        return fault(`${lines} lines, at most ${listed ?? FILE_LINES_MAX}; split it by idea`);
      if (listed !== undefined && lines < listed) {
        return fault(`shrank from ${listed} to ${lines} lines; say so in tools/boundaries/long-files.json`);
      }
      return [];
    });
}
