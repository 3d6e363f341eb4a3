import { Banner, t } from "@vado/ui";
import { Experiments } from "./Experiments.tsx";
import { live } from "./live.ts";
import { Posts } from "./Posts.tsx";
import { Proof } from "./Proof.tsx";
import { Scene } from "./Scene.tsx";
import { TimeBar } from "./TimeBar.tsx";
import { TopBar } from "./TopBar.tsx";
import "./start.css";

/** The demo's front door. */
export function StartPage() {
  const status = live.status.value;
  const trouble = live.trouble.value;
  const refused = live.refused.value;
  return (
    <div class="start">
      <TopBar />
      <main>
        <section class="start-intro">
          <h1>{t("demo.title")}</h1>
          <p>{t("demo.what")}</p>
          <p>{t("demo.rule")}</p>
          <p>{t("demo.you")}</p>
        </section>
        {trouble !== null && (
          <Banner tone="warn" icon="offline">
            {trouble}
          </Banner>
        )}
        {status !== null && (
          <>
            <section class="start-picture" aria-label={t("demo.picture")}>
              <TimeBar clock={status.clock} begins={!status.ready} />
              <Scene status={status} />
              <p class="start-legend">{t("demo.legend")}</p>
              <Proof status={status} />
            </section>
            {refused !== null && (
              <Banner tone="stop" onDismiss={() => (live.refused.value = null)}>
                {refused}
              </Banner>
            )}
            <Posts status={status} />
            <Experiments status={status} />
          </>
        )}
      </main>
      <footer class="start-foot">
        <p>{t("demo.foot", { name: status?.scenario.name ?? "" })}</p>
      </footer>
    </div>
  );
}
