/** Asks the browser to keep what is stored here even when it runs out of space. Whether it does is its decision. */
export async function keepStorage(): Promise<void> {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // A browser without this keeps things as long as it can.
  }
}
