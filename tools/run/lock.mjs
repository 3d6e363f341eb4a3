import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./root.mjs";

const POLL_MS = 500;

/** Runs `work` while no other process of this project runs its own under the same lock file. A dead owner's lock is taken over. */
export async function withLock(path, work) {
  for (let told = false; !take(path); told = true) {
    if (!told) say("Another command is setting up; waiting for it ...");
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (!ownerLives(path)) rmSync(path, { force: true });
  return false;
}

function ownerLives(path) {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    // An empty file belongs to an owner who is just writing its number.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
