import { t } from "../messages/index.ts";
import type { Device } from "../model/device.ts";
import { Button } from "./Button.tsx";

/** Whether this browser keeps the device under a lock: lock it now, or give it one. */
export function GuardNote({ device }: { readonly device: Pick<Device, "guard"> }) {
  const guard = device.guard?.value ?? null;
  if (guard === null) return null;
  return (
    <section>
      <h3>{t("guard.title")}</h3>
      <p>{t(guard.has ? "guard.has" : "guard.none")}</p>
      <Button onPress={() => guard.act()}>{t(guard.has ? "act.lockNow" : "act.lockBegin")}</Button>
    </section>
  );
}
