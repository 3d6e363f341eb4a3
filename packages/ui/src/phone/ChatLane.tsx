import { CHAT_CHARS_MAX, type GroupCode } from "@vado/protocol";
import { locale, t } from "../messages/index.ts";
import type { LogEntry } from "../model/device.ts";
import { moment } from "../model/time.ts";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { Field } from "../parts/Field.tsx";
import { Receipt } from "../parts/Receipt.tsx";
import { commandLike, type CommandLike } from "./command-words.ts";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { useDraft } from "./use-draft.ts";
import { useLog } from "./use-log.ts";
import "./chat-lane.css";

const SHOWN_MAX = 80;
const TYPES = ["message.sent"] as const;
const isText = (value: unknown): value is string => typeof value === "string" && value.length <= CHAT_CHARS_MAX;

/** Chat beside the typed lane: it moves nobody, and a text that reads like a command is told so and offered its button. */
export function ChatLane(props: { readonly about: string | null; readonly onForget: () => void }) {
  const { snapshot, me } = usePhone();
  const { failure, busy, act } = useAct();
  const draft = useDraft<string>("chat", "ops", "", isText);
  const entries = useLog("ops", SHOWN_MAX, TYPES);
  const text = draft.value.trim();
  const like = commandLike(text);
  const send = async () => {
    if (text === "" || busy || !draft.settled) return;
    const done = await act((intent) => {
      draft.becomes(intent);
      return {
        type: "message.sent",
        text,
        ...(props.about === null ? {} : { group: props.about as GroupCode }),
      };
    });
    if (done) draft.clear();
    else draft.remains();
  };
  return (
    <div class="chat-lane">
      <p class="chat-lane-note">{t("phone.chat.note")}</p>
      <div class="chat-lane-write">
        {props.about !== null && (
          <p class="chat-lane-about">
            {t("phone.chat.on")} <Code value={props.about} />
            <Button tone="bare" icon="close" label={t("phone.chat.forget")} onPress={props.onForget} />
          </p>
        )}
        {like !== null && <CommandOffer like={like} />}
        <FailureNote failure={failure} />
        <div class="chat-lane-line">
          <Field
            label={t("phone.chat.write")}
            quiet
            placeholder={t("phone.chat.write")}
            value={draft.value}
            onInput={draft.set}
            charsMax={CHAT_CHARS_MAX}
            rows={2}
            onEnter={() => void send()}
          />
          <Button
            icon="send"
            label={t("phone.chat.send")}
            disabled={text === "" || busy || !draft.settled}
            onPress={() => void send()}
          />
        </div>
      </div>
      <ol class="chat-lane-list" aria-label={t("phone.messages.chat")}>
        {snapshot.outbox.toReversed().map(({ intent, body }) =>
          body.type === "message.sent" ? (
            <li key={intent} class="chat-lane-message chat-lane-mine">
              <p>{body.text}</p>
              <p class="chat-lane-meta">
                <Receipt state="device" />
              </p>
            </li>
          ) : null,
        )}
        {entries.map((entry) => (
          <Message key={entry.intent} entry={entry} mine={entry.device === me.device} />
        ))}
      </ol>
    </div>
  );
}

function Message({ entry, mine }: { readonly entry: LogEntry; readonly mine: boolean }) {
  const { me, now } = usePhone();
  const { body } = entry;
  if (body.type !== "message.sent") return null;
  const like = commandLike(body.text);
  return (
    <li class={`chat-lane-message ${mine ? "chat-lane-mine" : "chat-lane-theirs"}`}>
      <p>
        {body.group !== undefined && (
          <span class="chat-lane-group">
            <Code value={body.group} />{" "}
          </span>
        )}
        {body.text}
      </p>
      {like !== null && !mine && <p class="chat-lane-warn">{t("phone.chat.notCommand")}</p>}
      <p class="chat-lane-meta">
        {mine ? t("phone.chat.me") : `${t(`side.${entry.side}`)} · ${t(`role.${entry.role}`)}`} ·{" "}
        {moment(entry.at, now, me.timezone, locale())}
      </p>
      {mine && <Receipt state={entry.receipt} />}
    </li>
  );
}

/** The button for what was about to be written. */
function CommandOffer({ like }: { readonly like: CommandLike }) {
  const { hold, open, me } = usePhone();
  return (
    <div class="chat-lane-offer" role="status">
      <p>{t("phone.chat.looksLike")}</p>
      {like === "hold" && (
        <Button tone="stop" onPress={() => hold()}>
          {t("phone.hold.word")}
        </Button>
      )}
      {like === "ready" && me.side === "sending" && (
        <Button onPress={() => open({ kind: "new" })}>{t("phone.new.open")}</Button>
      )}
      {like === "arrived" && me.side === "receiving" && (
        <Button onPress={() => open({ kind: "spontaneous" })}>{t("phone.spontaneous.title")}</Button>
      )}
    </div>
  );
}
