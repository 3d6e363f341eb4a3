import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { httpTransport } from "@vado/client";
import { fetchWithin, nodeCrypto, nodeEntropy } from "@vado/host";
import { base64url, TransportDown } from "@vado/protocol";

const id = (): string => base64url(nodeEntropy.bytes(16));
const channel = "c".repeat(24);
const message = () =>
  ({ channel, kind: "message", key: id(), expectCommit: 0, bytes: new Uint8Array([1, 2, 3]) }) as const;

test("T7 over a socket: no answer in time, a closed port, and what is no relay", async () => {
  const server = createServer((request, response) => {
    if (request.url?.includes("groupinfo")) response.end("<html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32));
  const transport = httpTransport({
    url,
    clock: { now: () => Date.now() },
    crypto: nodeCrypto,
    entropy: nodeEntropy,
    fetch: fetchWithin(60),
    sessions: false,
    device: { id: id(), privateKey: keys.privateKey },
  });
  await expect(transport.append(message())).rejects.toBeInstanceOf(TransportDown);
  await expect(transport.groupInfos(channel)).rejects.toThrow("can't be read");
  // The client's pool may open one more connection after a lost one: closing goes on until there is none.
  const closing = setInterval(() => server.closeAllConnections(), 10);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(closing);
  await expect(transport.append(message())).rejects.toBeInstanceOf(TransportDown);
});
