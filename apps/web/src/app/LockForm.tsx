import { Banner, Button, Field, t } from "@vado/ui";
import { useEffect, useState } from "preact/hooks";
import "./page.css";
import type { Guard } from "../device/registry.ts";
import { makeLock } from "../platform/lock/data-key.ts";
import { hasPhoneLock, makePhoneLock } from "../platform/lock/phone-lock.ts";

/** Characters; the same as where it is stretched, which is loaded only when somebody has typed one. */
const CHARACTERS_MIN = 10;
const CHARACTERS_MAX = 200;

/** Gives a device its lock: the phone's own where there is one, else a passphrase. `name`: what the phone's list calls it. */
export function LockForm(props: { readonly name: string; readonly onGuard: (guard: Guard) => Promise<void> }) {
  const [phone, setPhone] = useState(false);
  const [typed, setTyped] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(false);
  useEffect(() => void hasPhoneLock().then(setPhone), []);
  const good = typed.length >= CHARACTERS_MIN && typed === again;

  async function make(how: () => Promise<Guard>): Promise<void> {
    setBusy(true);
    setRefused(false);
    const guard = await how().catch(() => null);
    setBusy(false);
    if (guard === null) setRefused(true);
    else await props.onGuard(guard);
  }
  const byPhone = async (): Promise<Guard> => {
    const { terms, secret } = await makePhoneLock(props.name);
    return makeLock(terms, secret);
  };
  const byPassphrase = async (): Promise<Guard> => {
    const { newTerms, stretched } = await import("../platform/lock/passphrase.ts");
    const terms = newTerms();
    return makeLock(terms, await stretched(typed, terms));
  };
  const set = (): void => {
    if (good && !busy) void make(byPassphrase);
  };
  return (
    <div class="lock-form">
      <p>{t("lock.why")}</p>
      {refused && <Banner tone="warn">{t("lock.phoneRefused")}</Banner>}
      {phone && (
        <>
          <Button tone="main" size="big" wide disabled={busy} onPress={() => void make(byPhone)}>
            {t("lock.act.phone")}
          </Button>
          <p class="page-soft">{t("lock.phone")}</p>
          <h2>{t("lock.or")}</h2>
        </>
      )}
      <Field
        label={t("lock.passphrase")}
        hint={t("lock.hint", { count: CHARACTERS_MIN })}
        secret="new"
        value={typed}
        charsMax={CHARACTERS_MAX}
        onInput={setTyped}
      />
      <Field
        label={t("lock.again")}
        fault={again !== "" && !typed.startsWith(again) ? t("lock.differ") : null}
        secret="new"
        value={again}
        charsMax={CHARACTERS_MAX}
        onInput={setAgain}
        onEnter={set}
      />
      <Button tone={phone ? "plain" : "main"} size="big" wide disabled={!good || busy} onPress={set}>
        {t("lock.act.set")}
      </Button>
      <p class="page-soft" role="status">
        {busy ? t("lock.working") : ""}
      </p>
    </div>
  );
}
