import { readFileSync, readdirSync } from "node:fs";
import type { Page } from "playwright-core";

/** What a page costs: its JavaScript heap after a collection, and the memory of its process. MB. */
export interface Memory {
  readonly heapMb: number;
  /** Proportional set size of the largest renderer process of this browser. */
  readonly processMb: number;
}

export async function memoryOf(page: Page, profile: string): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return { heapMb: Math.round(usedSize / 1e5) / 10, processMb: largestRenderer(profile) };
}

/** Linux only; 0 elsewhere. A renderer is known by the profile folder of its browser's command line. */
function largestRenderer(profile: string): number {
  let largest = 0;
  for (const pid of pids())
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (!command.includes("--type=renderer") || !ancestors(pid).some((one) => one.includes(profile))) continue;
      const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
      largest = Math.max(largest, Number(pss ?? 0) / 1_024);
    } catch {
      // The process ended while it was looked at.
    }
  return Math.round(largest);
}

function pids(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function ancestors(pid: string): string[] {
  const commands: string[] = [];
  for (let at = pid; at !== "0" && at !== "1" && commands.length < 8;) {
    commands.push(readFileSync(`/proc/${at}/cmdline`, "utf8"));
    at = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${at}/status`, "utf8"))?.[1] ?? "0";
  }
  return commands;
}
