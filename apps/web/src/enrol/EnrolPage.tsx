import { Banner, Button, dateTime, locale, RuleId, t, tell, todoOf, whyOf } from "@vado/ui";
import type { Invite } from "@vado/protocol";
import { useEffect, useState } from "preact/hooks";
import { Page } from "../app/Page.tsx";
import { hashOf } from "../app/place.ts";
import type { Ports } from "../app/routes.ts";
import { enrol } from "./enrol.ts";
import { readInvite } from "./invite.ts";

/** What one joins, and one button. The keys are made when it is pressed. */
export function EnrolPage(props: { readonly token: string; readonly ports: Ports; readonly others: boolean }) {
  const { token, ports } = props;
  const desk = new URL("./", location.href).href;
  const [invite, setInvite] = useState<Invite | null>(null);
  const [rule, setRule] = useState<string | null>(null);
  const [joining, setJoining] = useState(false);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    let gone = false;
    void readInvite(desk, token).then((read) => {
      if (gone) return;
      setInvite(read.ok ? read.invite : null);
      setRule(read.ok ? null : read.rule);
    });
    return () => {
      gone = true;
    };
  }, [desk, token, tries]);

  async function join(): Promise<void> {
    setJoining(true);
    const enrolled = await enrol(ports, desk, token);
    // The invite is used up: nobody should come back to it.
    if (enrolled.ok) location.replace(hashOf({ device: enrolled.device }));
    else setRule(enrolled.rule);
    setJoining(false);
  }

  return (
    <Page title={t("enrol.title")}>
      {rule !== null && <Refusal rule={rule} />}
      {invite === null && rule === null && <p class="page-soft">{t("enrol.reading")}</p>}
      {invite !== null && <Facts invite={invite} />}
      {invite !== null && (rule === null || isPassing(rule)) && (
        <>
          <Button tone="main" size="big" wide disabled={joining} onPress={() => void join()}>
            {t("enrol.act.join")}
          </Button>
          <p class="page-soft" role="status">
            {t(joining ? "enrol.joining" : "enrol.keys")}
          </p>
        </>
      )}
      {invite === null && rule !== null && isPassing(rule) && (
        <Button tone="main" size="big" wide onPress={() => setTries(tries + 1)}>
          {t("enrol.act.again")}
        </Button>
      )}
      {props.others && <a href={hashOf({})}>{t("enrol.act.others")}</a>}
    </Page>
  );
}

function Facts({ invite }: { readonly invite: Invite }) {
  const { link, side, role, agency, stations, expiresAt } = invite;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const facts: readonly (readonly [string, string])[] = [
    [t("enrol.role"), t(`role.${role}`)],
    [t("enrol.side"), t(`side.${side}`)],
    [t("enrol.link"), `${t("enrol.way", { from: stations.sending.name, to: stations.receiving.name })} (${link})`],
    [t("enrol.agency"), agency],
    [t("enrol.until"), dateTime(expiresAt, zone, locale())],
  ];
  return (
    <dl class="page-facts">
      {facts.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** What cannot be done now and may be done later. */
const PASSING: ReadonlySet<string> = new Set(["desk-away", "relay-away", "store-unavailable", "rate-strangers"]);
const isPassing = (rule: string): boolean => PASSING.has(rule);

function Refusal({ rule }: { readonly rule: string }) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Banner tone={isPassing(rule) ? "warn" : "stop"}>
      {tell(whyOf(rule), zone)} {tell(todoOf(rule), zone)} <RuleId rule={rule} />
    </Banner>
  );
}
