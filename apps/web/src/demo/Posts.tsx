import { Button, Icon, t, type MessageId } from "@vado/ui";
import { useState } from "preact/hooks";
import { InviteDialog } from "./InviteDialog.tsx";
import { act } from "./live.ts";
import { Sights } from "./sights.tsx";
import { stationName, type DemoStatus, type Post } from "./status.ts";

const SIDES = ["sending", "receiving"] as const;

const WORDS = {
  "sending.duty": { title: "demo.post.sendingDuty", watch: "demo.post.sendingDuty.watch" },
  "sending.field": { title: "demo.post.sendingField", watch: "demo.post.sendingField.watch" },
  "receiving.duty": { title: "demo.post.receivingDuty", watch: "demo.post.receivingDuty.watch" },
  "receiving.field": { title: "demo.post.receivingField", watch: "demo.post.receivingField.watch" },
} as const satisfies Readonly<Record<string, { title: MessageId; watch: MessageId }>>;

/** The four officers, by side: open a control room, join with a phone, hand a post over and back. */
export function Posts({ status }: { readonly status: DemoStatus }) {
  const [inviting, setInviting] = useState<Post | null>(null);
  return (
    <section>
      <h2>{t("demo.posts")}</h2>
      <p class="start-soft">{t("demo.posts.text")}</p>
      <div class="start-sides">
        {SIDES.map((side) => (
          <section key={side} class="card" aria-labelledby={`side-${side}`}>
            <h3 id={`side-${side}`} class="card-side">
              <span>{t(`side.${side}`)}</span>
              {stationName(status, side)}
            </h3>
            {status.officers
              .filter((post) => post.side === side)
              .toSorted((a, b) => (a.role < b.role ? -1 : 1))
              .map((post) => (
                <PostRow key={post.role} post={post} onInvite={() => setInviting(post)} />
              ))}
            <Sights side={side} timezone={status.clock.timezone} folded />
          </section>
        ))}
      </div>
      {inviting !== null && <InviteDialog post={inviting} onClose={() => setInviting(null)} />}
    </section>
  );
}

function PostRow({ post, onInvite }: { readonly post: Post; readonly onInvite: () => void }) {
  const { side, role, by, device } = post;
  const words = WORDS[`${side}.${role}`];
  const give = (to: Post["by"]) => void act("officer", { side, role, by: to });
  return (
    <div class="post">
      <Icon name={role === "duty" ? "screen" : "people"} />
      <div class="post-says">
        <h4>{t(words.title)}</h4>
        <p>{t(words.watch)}</p>
        <p class="post-by">
          <span class={`post-dot post-dot-${by}`} aria-hidden="true" />
          {t(by === "person" ? "demo.post.byPerson" : device === null ? "demo.post.bySimulated" : "demo.post.looksOn")}
        </p>
        <div class="post-acts">
          <Button
            tone={device === null ? "main" : "plain"}
            onPress={onInvite}
            label={`${t(openWord(post))}: ${t(words.title)}`}
          >
            {t(openWord(post))}
          </Button>
          {device !== null && by === "simulated" && (
            <Button tone="main" onPress={() => give("person")}>
              {t("demo.post.takeOver")}
            </Button>
          )}
          {by === "person" && <Button onPress={() => give("simulated")}>{t("demo.post.callBack")}</Button>}
        </div>
      </div>
    </div>
  );
}

function openWord({ role, device }: Post): MessageId {
  if (role === "duty") return device === null ? "demo.post.openRoom" : "demo.post.openAgain";
  return device === null ? "demo.post.join" : "demo.post.openAgain";
}
