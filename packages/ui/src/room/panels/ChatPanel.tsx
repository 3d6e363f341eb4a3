import { CHAT_CHARS_MAX, type GroupCode } from "@vado/protocol";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import type { LogEntry } from "../../model/device.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { Field } from "../../parts/Field.tsx";
import { Receipt } from "../../parts/Receipt.tsx";
import { commandLike } from "../../phone/command-words.ts";
import { Panel } from "../Panel.tsx";
import { At } from "../Times.tsx";
import { useHold } from "../use-hold.ts";
import { receiptOf, useRoom } from "../room.ts";

/** Messages shown; older ones are read on request. */
const SHOWN_MAX = 300;

/** Free words beside the typed lane, threaded by group. They change nothing: who writes "stop" is offered the button. */
export function ChatPanel() {
  const room = useRoom();
  const { me } = room.device;
  const [threaded, setThreaded] = useState(false);
  const [text, setText] = useState("");
  const end = useRef<HTMLOListElement>(null);
  const { hold } = useHold();
  const group = threaded ? room.selected.value : null;
  const messages = room.chat.entries.value
    .filter((entry) => entry.body.type === "message.sent" && (group === null || entry.body.group === group))
    .slice(0, SHOWN_MAX)
    .toReversed();
  const waiting = room.snapshot.value.outbox.filter(({ body }) => body.type === "message.sent");
  useLayoutEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [messages.length, group, waiting.length]);
  const send = async () => {
    const written = text.trim();
    if (written === "") return;
    const about = group === null ? {} : { group: group as GroupCode };
    if (await room.submit(() => ({ type: "message.sent", text: written, ...about }))) setText("");
  };
  const command = commandLike(text);
  return (
    <Panel
      at="chat"
      title={t("room.chat")}
      tools={
        room.selected.value !== null && (
          <Button tone="bare" pressed={threaded} onPress={() => setThreaded(!threaded)}>
            {t("room.onlyAbout", { code: room.selected.value })}
          </Button>
        )
      }
    >
      <ol class="chat" ref={end} tabIndex={0} aria-label={t("room.chat")}>
        {messages.length === 0 && <li class="room-empty">{t("room.noChat")}</li>}
        {messages.map((entry) => (
          <Message key={entry.seq} entry={entry} mine={entry.device === me.device} />
        ))}
        {waiting.map((act) => (
          <li key={act.intent} class="chat-message chat-mine">
            <p>{act.body.type === "message.sent" ? act.body.text : ""}</p>
            <Receipt state="device" brief />
          </li>
        ))}
      </ol>
      {command !== null && (
        <p class="chat-command">
          {t("room.chatCommandsNothing")}{" "}
          {command === "hold" && (
            <Button tone="stop" onPress={() => void hold(group)}>
              {t("act.hold")}
            </Button>
          )}
        </p>
      )}
      <div class="chat-write">
        <Field
          quiet
          label={group === null ? t("room.write") : t("room.writeAbout", { code: group })}
          placeholder={group === null ? t("room.write") : t("room.writeAbout", { code: group })}
          value={text}
          charsMax={CHAT_CHARS_MAX}
          onInput={setText}
          onEnter={() => void send()}
        />
        <Button icon="send" label={t("act.send")} disabled={text.trim() === ""} onPress={() => void send()} />
      </div>
    </Panel>
  );
}

function Message({ entry, mine }: { readonly entry: LogEntry; readonly mine: boolean }) {
  const room = useRoom();
  if (entry.body.type !== "message.sent") return null;
  const { group, text } = entry.body;
  return (
    <li class={`chat-message ${mine ? "chat-mine" : ""}`}>
      <p class="chat-who">
        <span class={`room-side room-side-${entry.side}`}>{t(`room.side.${entry.side}`)}</span>
        {t(`role.${entry.role}`)}
        {group !== undefined && <Code value={group} />}
        <At at={entry.receivedAt} />
        {mine && <Receipt state={receiptOf(room, entry)} brief />}
      </p>
      <p class="chat-text">{text}</p>
    </li>
  );
}
