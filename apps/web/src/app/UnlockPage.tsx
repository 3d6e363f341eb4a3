import { Button, t } from "@vado/ui";
import { useState } from "preact/hooks";
import type { KeptDevice } from "../device/registry.ts";
import type { Lock } from "../platform/lock/data-key.ts";
import { ForgetDialog } from "./ForgetDialog.tsx";
import { Page } from "./Page.tsx";
import { UnlockForm } from "./UnlockForm.tsx";

/** A device that is locked: whose it is, and how it opens. Nothing of its link is shown. */
export function UnlockPage(props: {
  readonly kept: KeptDevice & { readonly lock: Lock };
  readonly onKey: (key: CryptoKey) => Promise<void>;
  readonly forget: () => Promise<void>;
}) {
  const [leaving, setLeaving] = useState(false);
  const { me, lock } = props.kept;
  const way = t("enrol.way", { from: me.stations.sending.name, to: me.stations.receiving.name });
  return (
    <Page title={t("unlock.title")}>
      <p>
        {t(`role.${me.role}`)} · {t(`side.${me.side}`)} · {way}
      </p>
      <UnlockForm lock={lock} onKey={props.onKey} />
      <p>{t("unlock.hold")}</p>
      <Button tone="bare" onPress={() => setLeaving(true)}>
        {t("unlock.act.forgotten")}
      </Button>
      {leaving && <ForgetDialog forget={props.forget} onClose={() => setLeaving(false)} />}
    </Page>
  );
}
