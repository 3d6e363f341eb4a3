import { useEffect, useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import type { AppFacts, Device } from "../model/device.ts";
import "./app-fingerprint.css";

/** Which app this is: its version, and 30 digits over its files as this browser keeps them, to compare with the desk's. */
export function FingerprintNote({ device }: { readonly device: Device }) {
  const [facts, setFacts] = useState<AppFacts | null>(null);
  useEffect(() => {
    let wanted = true;
    device.appFacts().then(
      (known) => wanted && setFacts(known),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [device]);
  return (
    <div class="app-fingerprint">
      <h3>{t("app.fingerprint")}</h3>
      <p class="app-fingerprint-note">{t("app.fingerprintSays", { version: facts?.version ?? "–" })}</p>
      {facts?.fingerprint == null ? (
        <p>{facts === null ? "–" : t("app.fingerprintNone")}</p>
      ) : (
        <p class="app-fingerprint-code">{facts.fingerprint.replaceAll(/(\d{5})(?=\d)/g, "$1 ")}</p>
      )}
    </div>
  );
}
