import { mlsCipher } from "@vado/channel";
import { httpTransport, type ClientConfig } from "@vado/client";
import { fetchWithin, nodeCrypto, sqliteVault } from "@vado/host";
import type { Clock } from "@vado/protocol";
import { SimNode, type NodeDevice } from "../node.ts";
import type { OfficerPost } from "../officers/context.ts";
import { nullCipher } from "../null-cipher.ts";
import { seededEntropy } from "../seeded.ts";
import type { Sights } from "../world/types.ts";
import { writeEvidence } from "./evidence.ts";
import { answerParent } from "./ipc.ts";
import { reportOf } from "./report.ts";
import { viewOf } from "./view.ts";

/** One node of a replay in its own process: real client, real MLS, real disk, real HTTP; the clock is the conductor's pipe. */
export interface NodeInit {
  readonly url: string;
  /** How many times this node was started: a restarted device draws new entropy, as a real one would. */
  readonly life: number;
  /** `null`: without encryption, to prove that the search for plaintext finds it. */
  readonly cipher: "mls" | "null";
  readonly devices: readonly {
    readonly post: OfficerPost;
    readonly config: ClientConfig;
    readonly vault: string;
    readonly api: { id: string; privateKey: Uint8Array };
  }[];
}

let now = 0;
const clock: Clock = { now: () => now };
let node: SimNode<unknown>;
let posts: readonly OfficerPost[] = [];

answerParent({
  async start({ url, life, cipher, devices }: NodeInit) {
    posts = devices.map(({ post }) => post);
    node = new SimNode(
      devices.map(({ post, config, vault, api }) => {
        const entropy = seededEntropy(post.seed, post.device, "life", life);
        const ports = {
          clock,
          entropy,
          crypto: nodeCrypto,
          vault: sqliteVault(vault),
          cipher: cipher === "null" ? nullCipher(nodeCrypto) : mlsCipher({ crypto: nodeCrypto, entropy }),
        };
        return {
          post,
          config,
          ports: {
            ...ports,
            transport: httpTransport({ url, fetch: fetchWithin(), clock, crypto: nodeCrypto, entropy, device: api }),
          },
        } as NodeDevice<unknown>;
      }),
    );
    await node.load();
  },
  turn({ at, sights }: { at: number; sights: readonly Sights[] }) {
    now = at;
    return node.turn({ sights });
  },
  view: (at: number) => viewOf(node.clients[0]?.state as never, Math.max(at, node.clients[0]?.now ?? 0)),
  async inspect() {
    const reports = [];
    for (const [i, client] of node.clients.entries()) {
      const post = posts[i] as OfficerPost;
      reports.push(await reportOf(post, client, node.busiestAlarmHour(i)));
    }
    return reports;
  },
  async evidence(folder: string) {
    for (const [i, client] of node.clients.entries())
      await writeEvidence(folder, (posts[i] as OfficerPost).device, client);
  },
});
