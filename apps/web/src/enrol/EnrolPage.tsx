import { Banner, Button, dateTime, locale, RuleId, t, tell, todoOf, whyOf } from "@vado/ui";
import type { Invite } from "@vado/protocol";
import { useEffect, useState } from "preact/hooks";
import { LockForm } from "../app/LockForm.tsx";
import { Page } from "../app/Page.tsx";
import { hashOf } from "../app/place.ts";
import type { Ports } from "../app/routes.ts";
import { UnlockForm } from "../app/UnlockForm.tsx";
import type { Guard } from "../device/registry.ts";
import type { Lock } from "../platform/lock/data-key.ts";
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
  const [resumes, setResumes] = useState(false);
  /** The lock that is being chosen, or opened again. */
  const [locking, setLocking] = useState<"new" | Lock | null>(null);
  const [guard, setGuard] = useState<Guard | null>(null);

  useEffect(() => {
    let gone = false;
    void readInvite(desk, token).then(async (read) => {
      // Used up, maybe by this browser, whose answer was lost: the same keys may ask for it again.
      const mine = !read.ok && read.rule === "invite-used" && (await ports.registry.lockOf(token)) !== undefined;
      if (gone) return;
      setInvite(read.ok ? read.invite : null);
      setRule(read.ok || mine ? null : read.rule);
      setResumes(mine);
    });
    return () => {
      gone = true;
    };
  }, [desk, token, tries]);

  async function join(guard: Guard | null): Promise<void> {
    setJoining(true);
    const enrolled = await enrol(ports, desk, token, guard);
    if (enrolled.ok && guard !== null) ports.keys.set(enrolled.device, guard.key);
    // The invite is used up: nobody should come back to it.
    if (enrolled.ok) location.replace(hashOf({ device: enrolled.device }));
    else setRule(enrolled.rule);
    setJoining(false);
  }
  async function begin(): Promise<void> {
    const known = await ports.registry.lockOf(token);
    // Keys that were made for this invite before are under the lock that they were given then.
    if (known === null || guard !== null) return join(guard);
    if (known === undefined && invite?.lock === "offered") return join(null);
    setLocking(known ?? "new");
  }
  const guarded = (given: Guard): Promise<void> => {
    setGuard(given);
    setLocking(null);
    return join(given);
  };

  if (locking !== null)
    return (
      <Page title={t("lock.title")}>
        {locking === "new" ? (
          <LockForm name={invite === null ? "Vado" : `${invite.link} ${invite.role}`} onGuard={guarded} />
        ) : (
          <UnlockForm lock={locking} onKey={(key) => guarded({ lock: locking, key })} />
        )}
      </Page>
    );
  return (
    <Page title={t("enrol.title")}>
      {rule !== null && <Refusal rule={rule} />}
      {invite === null && rule === null && !resumes && <p class="page-soft">{t("enrol.reading")}</p>}
      {invite !== null && <Facts invite={invite} />}
      {(invite !== null || resumes) && (rule === null || isPassing(rule)) && (
        <>
          <Button tone="main" size="big" wide disabled={joining} onPress={() => void begin()}>
            {t("enrol.act.join")}
          </Button>
          <p class="page-soft" role="status">
            {t(joining ? "enrol.joining" : "enrol.keys")}
          </p>
        </>
      )}
      {invite === null && !resumes && rule !== null && isPassing(rule) && (
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
