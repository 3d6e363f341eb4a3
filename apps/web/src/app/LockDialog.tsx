import { Dialog, t } from "@vado/ui";
import { LockForm } from "./LockForm.tsx";
import { tellLocked, type Guarded } from "./use-guard.ts";

/** Gives an open device its lock: it is let go of, what is kept of it is sealed, and it asks for its key. */
export function LockDialog({ device, ports, onClose }: Guarded & { readonly onClose: () => void }) {
  return (
    <Dialog kind="dialog" title={t("lock.title")} onClose={onClose}>
      <LockForm
        name={device.me.device}
        onGuard={async (guard) => {
          await device.close();
          try {
            await ports.registry.guard(device.me.device, guard);
            tellLocked(device.me.device);
          } finally {
            // Whatever came of it, what is on disk is the truth now.
            location.reload();
          }
        }}
      />
    </Dialog>
  );
}
