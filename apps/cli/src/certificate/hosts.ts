import { BlockList, isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { HostError } from "@vado/host";

/** Under which names a server is reached, and which names an authority made here may ever vouch for. */

/** Networks that are never on the internet. */
export const PRIVATE_NETWORKS: readonly string[] = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];
/** Names that no public authority vouches for. */
export const PRIVATE_NAMES: readonly string[] = ["localhost", "local", "lan", "home.arpa", "internal"];

const NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

const family = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");
const privately = new BlockList();
for (const network of PRIVATE_NETWORKS) {
  const [address = "", length] = network.split("/");
  privately.addSubnet(address, Number(length), family(address));
}

/** Refuses what is neither an address nor a name. */
export function checkHost(host: string): void {
  if (isIP(host) !== 0 || NAME.test(host)) return;
  throw new HostError("host-bad", `${host} is neither an address such as 192.168.1.20 nor a name such as vado.local.`);
}

/** Whether a host belongs to private networks or names only. */
export function isPrivate(host: string): boolean {
  if (isIP(host) !== 0) return privately.check(host, family(host));
  return PRIVATE_NAMES.some((name) => host === name || host.endsWith(`.${name}`));
}

/** This machine's own addresses in its networks, and its name there. */
export function ownHosts(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter((one) => one.family === "IPv4" && !one.internal)
    .map(({ address }) => address);
  const name = hostname().split(".")[0]?.toLowerCase() ?? "";
  return [...addresses, ...(NAME.test(name) ? [`${name}.local`] : [])];
}
