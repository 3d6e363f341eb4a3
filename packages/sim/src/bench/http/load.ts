import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { timed, type Lap } from "../rounds.ts";

/**
 * Requests over kept connections, each sending its next when its last is answered: as little as a sender can do, so that what is
 * measured is the server. Requests are bytes before the clock starts.
 */
export interface Load {
  /** Throws when one is not answered with 201. */
  send(requests: readonly Buffer[]): Promise<Lap>;
  close(): void;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/** A request as it goes over the line; `path` begins with a slash. */
export function requestBytes(method: string, path: string, headers: Iterable<[string, string]>, body: Uint8Array) {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1", ...lines, "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

export async function openLoad(port: number, connections: number): Promise<Load> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(port)));
  return {
    send(requests) {
      let next = 0;
      return timed(requests.length, async () => {
        const work = async (line: Line): Promise<void> => {
          for (let request = requests[next++]; request !== undefined; request = requests[next++])
            await line.ask(request);
        };
        await Promise.all(lines.map(work));
      });
    },
    close: () => lines.forEach(({ socket }) => socket.destroy()),
  };
}

interface Line {
  readonly socket: Socket;
  ask(request: Buffer): Promise<void>;
}

async function openLine(port: number): Promise<Line> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let waiting: { resolve(): void; reject(error: Error): void } | undefined;
  let got: Buffer = Buffer.alloc(0);
  const fail = (error: Error): void => waiting?.reject(error);
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (chunk) => {
    got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
    const end = got.indexOf(HEAD_END);
    if (end < 0) return;
    const head = got.toString("latin1", 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) return fail(new Error(`an answer without a length: ${head.slice(0, 200)}`));
    if (got.length < end + 4 + length) return;
    const body = got.toString("utf8", end + 4, end + 4 + length);
    got = Buffer.alloc(0);
    if (head.startsWith("HTTP/1.1 201")) waiting?.resolve();
    else fail(new Error(`${head.slice(0, 40)}: ${body.slice(0, 200)}`));
  });
  const ask = (request: Buffer) =>
    new Promise<void>((resolve, reject) => {
      waiting = { resolve, reject };
      socket.write(request);
    });
  return { socket, ask };
}
