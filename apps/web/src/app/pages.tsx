import { Banner, Button, t } from "@vado/ui";
import { Page } from "./Page.tsx";
import { hashOf } from "./place.ts";

/** Pages that say in words why there is no screen, and what to do. */

export function Opening() {
  return (
    <Page title={t("app.opening")}>
      <p class="page-soft">Vado</p>
    </Page>
  );
}

export function Welcome() {
  return (
    <Page title={t("app.welcome.title")}>
      <p>{t("app.welcome.text")}</p>
      <p>{t("app.welcome.do")}</p>
    </Page>
  );
}

/** A page from a network address without TLS gets no cryptography from any browser. */
export function Insecure() {
  const local = `http://localhost${location.port === "" ? "" : `:${location.port}`}`;
  return (
    <Page title={t("app.insecure.title")}>
      <Banner tone="stop">{t("app.insecure.why", { address: location.origin })}</Banner>
      <h2>{t("app.insecure.do")}</h2>
      <ol class="page-steps">
        <li>{t("app.insecure.same", { address: local })}</li>
        <li>
          {t("app.insecure.tls")}
          <pre class="page-code" tabIndex={0}>
            {
              "npm run vado -- certificate --out tls\nnpm start -- --host 0.0.0.0 --cert tls/server.crt --key tls/server.key"
            }
          </pre>
        </li>
        <li>{t("app.insecure.guide")}</li>
      </ol>
    </Page>
  );
}

export function Lacking(props: { readonly what: string }) {
  return (
    <Page title={t("app.lacking.title")}>
      <Banner tone="stop">{t("app.lacking.text", { what: props.what })}</Banner>
    </Page>
  );
}

export function Fault(props: { readonly text: string; readonly again: () => void }) {
  return (
    <Page title={t("app.fault")}>
      <Banner tone="stop">{props.text}</Banner>
      <Button tone="main" size="big" onPress={props.again}>
        {t("app.reload")}
      </Button>
    </Page>
  );
}

/** The address names a device that this browser does not hold (any more). */
export function Wiped(props: { readonly others: boolean }) {
  return (
    <Page title={t("app.lost.wiped.title")}>
      <p>{t("app.lost.wiped.text")}</p>
      <p>{t("app.lost.do")}</p>
      {props.others && <a href={hashOf({})}>{t("enrol.act.others")}</a>}
    </Page>
  );
}
