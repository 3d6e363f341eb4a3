import { Banner, Button, Field, t } from "@vado/ui";
import { useState } from "preact/hooks";
import { openLock, type Lock } from "../platform/lock/data-key.ts";
import { askPhone } from "../platform/lock/phone-lock.ts";

const CHARACTERS_MAX = 200;

/** Opens a lock by what its person has. */
export function UnlockForm(props: { readonly lock: Lock; readonly onKey: (key: CryptoKey) => Promise<void> }) {
  const { lock } = props;
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);

  async function unlock(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setWrong(false);
    const key = await keyFor(lock, typed).catch(() => null);
    setBusy(false);
    setWrong(key === null);
    if (key !== null) await props.onKey(key);
  }
  return (
    <div class="lock-form">
      {lock.kind === "passphrase" && (
        <Field
          label={t("lock.passphrase")}
          fault={wrong ? t("unlock.wrong") : null}
          secret="current"
          value={typed}
          charsMax={CHARACTERS_MAX}
          onInput={setTyped}
          onEnter={() => void unlock()}
        />
      )}
      {lock.kind === "prf" && wrong && <Banner tone="warn">{t("unlock.phoneWrong")}</Banner>}
      <Button
        tone="main"
        size="big"
        wide
        disabled={busy || (lock.kind === "passphrase" && typed === "")}
        onPress={() => void unlock()}
      >
        {t("unlock.act.open")}
      </Button>
      <p class="page-soft" role="status">
        {busy ? t("lock.working") : ""}
      </p>
    </div>
  );
}

async function keyFor(lock: Lock, typed: string): Promise<CryptoKey> {
  if (lock.kind === "prf") return openLock(lock, await askPhone(lock));
  const { stretched } = await import("../platform/lock/passphrase.ts");
  return openLock(lock, await stretched(typed, lock));
}
