import { Icon, t } from "@vado/ui";
import type { DemoStatus } from "./status.ts";

/** What must hold, and does: compared and counted all the time. */
export function Proof({ status }: { readonly status: DemoStatus }) {
  const { digests, violations, conservation, people } = status;
  return (
    <ul class="proof" aria-label={t("demo.proof")}>
      <Fact good={digests === 1}>
        {digests === 1 ? t("demo.proof.digests") : t("demo.proof.digestsDiffer", { digests })}
      </Fact>
      <Fact good={violations === 0}>{t("demo.proof.violations", { violations })}</Fact>
      <Fact good={conservation}>{t(conservation ? "demo.proof.conserved" : "demo.proof.notConserved")}</Fact>
      <Fact good>{t("demo.proof.received", { people: people.received })}</Fact>
    </ul>
  );
}

function Fact({ good, children }: { readonly good: boolean; readonly children: string }) {
  return (
    <li class={good ? "proof-good" : "proof-bad"}>
      <Icon name={good ? "check" : "incident"} />
      {children}
    </li>
  );
}
