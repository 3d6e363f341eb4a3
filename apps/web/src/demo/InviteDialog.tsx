import { Banner, Dialog, Icon, QrCode, t } from "@vado/ui";
import { useEffect, useState } from "preact/hooks";
import { parsed, post as ask, sentenceOf } from "./ask.ts";
import { DemoInviteSchema, type DemoInvite, type Post } from "./status.ts";

const PHONE_WINDOW = "popup,width=412,height=860";

/** A new device for this post: in a window of this browser, or on a phone. Where one has joined, also its own window again. */
export function InviteDialog({ post, onClose }: { readonly post: Post; readonly onClose: () => void }) {
  const { side, role } = post;
  const [invite, setInvite] = useState<DemoInvite | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  // The post as it was when the dialog was opened.
  const [device] = useState(post.device);
  useEffect(() => {
    ask("invite", { side, role }).then(
      (answer) => setInvite(parsed(DemoInviteSchema, answer)),
      (error: unknown) => setFault(sentenceOf(error)),
    );
  }, [side, role]);
  const isPhone = role === "field";
  return (
    <Dialog kind="dialog" title={t(isPhone ? "demo.invite.phone" : "demo.invite.room")} onClose={onClose}>
      <div class="invite">
        {fault !== null && <Banner tone="stop">{fault}</Banner>}
        {device !== null && (
          <Open url={`/${side}/#d=${encodeURIComponent(device)}`} isPhone={isPhone} onOpen={onClose}>
            {t("demo.invite.again")}
          </Open>
        )}
        {invite === null ? (
          fault === null && <p role="status">{t("demo.invite.making")}</p>
        ) : (
          <>
            <Open url={invite.url} isPhone={isPhone} isMain={device === null} onOpen={onClose}>
              {t(device === null ? "demo.invite.open" : "demo.invite.another")}
            </Open>
            <p class="start-soft">{t(isPhone ? "demo.invite.phoneThen" : "demo.invite.roomThen")}</p>
            <OnPhone invite={invite} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Open(props: {
  readonly url: string;
  readonly isPhone: boolean;
  readonly isMain?: boolean;
  readonly onOpen: () => void;
  readonly children: string;
}) {
  const { url, isPhone, isMain = true, onOpen } = props;
  return (
    <a
      class={`button button-${isMain ? "main" : "plain"} button-wide`}
      href={url}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => {
        // A window as narrow as a phone, where the browser allows one; else a tab.
        if (isPhone && window.open(url, "_blank", PHONE_WINDOW) !== null) event.preventDefault();
        onOpen();
      }}
    >
      <Icon name="out" />
      <span class="button-text">{props.children}</span>
    </a>
  );
}

/** A phone of the same network can join where the demo listens to it, and has cryptography only with TLS. */
function OnPhone({ invite }: { readonly invite: DemoInvite }) {
  const [link] = invite.links;
  return (
    <section class="invite-phone">
      <h3>{t("demo.invite.real")}</h3>
      {link !== undefined && invite.secure ? (
        <>
          <QrCode text={link} label={t("demo.invite.qr")} />
          <p>{t("demo.invite.scan")}</p>
          <a href={link}>{link}</a>
        </>
      ) : (
        <>
          {link !== undefined && <QrCode text={link} label={t("demo.invite.qr")} />}
          <p>{t(link === undefined ? "demo.invite.local" : "demo.invite.insecure")}</p>
          <ol>
            <li>
              <code>npm run vado -- certificate --out tls</code>
            </li>
            <li>
              <code>npm start -- --host 0.0.0.0 --cert tls/server.crt --key tls/server.key</code>
            </li>
          </ol>
          <p class="start-soft">{t("demo.invite.guide")}</p>
        </>
      )}
    </section>
  );
}
