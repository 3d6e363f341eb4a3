import { lazily } from "./lazily.tsx";

/** Which app this is; fetched when it is looked at first. */
export const AppFingerprint = lazily(async () => (await import("./FingerprintNote.tsx")).FingerprintNote);
