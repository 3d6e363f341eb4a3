import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { nodeCrypto, nodeEntropy, sqliteFrameStore } from "@vado/host";

/** One thing looked at: whether it is right, what is wrong, what to do. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
}

const DISK_BYTES_MIN = 500 * 1024 * 1024;
const RELAY_PORT = 7210;
const DEMO_PORT = 8787;

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("Says what is missing or wrong on this machine, and what to do. Exit code 1 when something is.")
    .option("--json", "one line of JSON")
    .action(async (flags: { json?: boolean }) => {
      const findings = [runtime(), await cryptography(), await storage(), disk(), ...(await ports()), writable()];
      const lines = findings.map((one) => `${one.ok ? "ok   " : "WRONG"}  ${one.what.padEnd(14)} ${one.says}`);
      process.stdout.write(flags.json === true ? `${JSON.stringify(findings)}\n` : `${lines.join("\n")}\n`);
      if (findings.some((one) => !one.ok)) process.exitCode = 1;
    });
}

function runtime(): Finding {
  const major = Number(process.versions.node.split(".")[0]);
  const ok = major >= 24;
  return {
    what: "Node",
    ok,
    says: ok
      ? `version ${process.versions.node}`
      : `version ${process.versions.node} cannot run Vado; start it with npm, which brings Node 24`,
  };
}

async function cryptography(): Promise<Finding> {
  const key = await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32));
  const message = nodeEntropy.bytes(64);
  const ok = await nodeCrypto.ed25519Verify(
    key.publicKey,
    message,
    await nodeCrypto.ed25519Sign(key.privateKey, message),
  );
  return {
    what: "cryptography",
    ok,
    says: ok ? "Ed25519 signs and verifies" : "Ed25519 does not work here; use a Node built with OpenSSL 3",
  };
}

async function storage(): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), "vado-doctor-"));
  try {
    const store = await sqliteFrameStore(join(folder, "relay.db"));
    const frame = {
      channel: "a".repeat(22),
      kind: "message",
      key: "k".repeat(22),
      expectCommit: 0,
      bytes: new Uint8Array([1]),
    } as const;
    const answer = await store.append(frame, 1);
    await store.close();
    return {
      what: "storage",
      ok: answer.kind === "stored",
      says: `SQLite ${process.versions["sqlite"] ?? "?"} keeps what it is given`,
    };
  } catch (error) {
    return { what: "storage", ok: false, says: error instanceof Error ? error.message : String(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function disk(): Finding {
  const { bavail, bsize } = statfsSync(process.cwd());
  const free = bavail * bsize;
  const ok = free >= DISK_BYTES_MIN;
  const gib = (free / 1024 ** 3).toFixed(1);
  return {
    what: "disk",
    ok,
    says: ok
      ? `${gib} GiB free`
      : `only ${gib} GiB free; a relay stops when its disk is full, so free 500 MiB at least`,
  };
}

async function ports(): Promise<Finding[]> {
  const [relay, demo] = await Promise.all([isFree(RELAY_PORT), isFree(DEMO_PORT)]);
  return [
    {
      what: "relay port",
      ok: relay,
      says: relay
        ? `${RELAY_PORT} is free`
        : `${RELAY_PORT} is taken; if that is not your relay, start one with --port`,
    },
    {
      what: "demo port",
      ok: demo,
      says: demo
        ? `${DEMO_PORT} is free`
        : `${DEMO_PORT} is taken; if that is not your demo, start it as PORT=${DEMO_PORT + 1} npm start`,
    },
  ];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function writable(): Finding {
  try {
    accessSync(process.cwd(), constants.W_OK);
    return { what: "folder", ok: true, says: "can be written" };
  } catch {
    return { what: "folder", ok: false, says: "cannot be written; run Vado where it may keep its data" };
  }
}
