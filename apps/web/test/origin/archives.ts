import { mlsCipher, type MlsState } from "@vado/channel";
import { LinkClient } from "@vado/client";
import { memoryVault, nodeCrypto, nodeEntropy, systemClock } from "@vado/host";
import type { Side, Transport } from "@vado/protocol";
import type { Corridor, EnrolledLink } from "@vado/sim";

/** The two archives that found a link and beat for their sides, stepped while a test runs. */
export interface Archives {
  readonly sending: LinkClient<MlsState>;
  readonly receiving: LinkClient<MlsState>;
  stop(): Promise<void>;
}

const STEP_EVERY_MS = 100;

export async function foundLink(corridor: Corridor, transport: Transport): Promise<Archives> {
  const [name, link] = [...corridor.links][0] as [string, EnrolledLink];
  const archive = async (side: Side): Promise<LinkClient<MlsState>> => {
    const { identity, tickets } = await link.enrol(`${side}.archive`, side, "archive");
    const founding = side === "sending" ? "founder" : "cofounder";
    const config = {
      link: name,
      identity,
      charterId: corridor.charterId,
      channels: link.channels,
      tickets,
      founding,
      timing: { heartbeatS: 1, ackIdleS: 600 },
    } as const;
    const ports = { clock: systemClock, entropy: nodeEntropy, crypto: nodeCrypto, vault: memoryVault(), transport };
    const client = new LinkClient(config, {
      ...ports,
      cipher: mlsCipher({ crypto: nodeCrypto, entropy: nodeEntropy }),
    });
    await client.load();
    return client;
  };
  const archives = [await archive("sending"), await archive("receiving")] as const;
  let going = true;
  const run = (async () => {
    while (going) {
      for (const client of archives) await client.step();
      await new Promise((resolve) => setTimeout(resolve, STEP_EVERY_MS));
    }
  })();
  return {
    sending: archives[0],
    receiving: archives[1],
    async stop() {
      going = false;
      await run;
    },
  };
}
