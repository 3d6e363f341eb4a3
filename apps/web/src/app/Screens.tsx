import { Button, t, type Device } from "@vado/ui";

/** Stands in for the screens until ui has them: says what a device knows, and lets it hold. */
export function PlainScreen({ device, view }: { readonly device: Device; readonly view: "phone" | "room" }) {
  const { outbox, connected, asOf, anchored, provisional } = device.snapshot.value;
  const hold = () => void device.act((hold) => ({ type: "hold.placed", hold, reason: "HOLD" }));
  return (
    <main data-view={view}>
      <h1>{t(view === "phone" ? "app.view.phone" : "app.view.room")}</h1>
      <p>{t("app.building")}</p>
      <dl>
        <dt>outbox</dt>
        <dd data-outbox>{outbox.length}</dd>
        <dt>connected</dt>
        <dd data-connected>{String(connected)}</dd>
        <dt>asOf</dt>
        <dd data-asof>{asOf}</dd>
        <dt>known</dt>
        <dd data-known>{`${anchored} ${!provisional}`}</dd>
        <dt>holds</dt>
        <dd data-holds>{Object.keys(device.snapshot.value.state.holds).length}</dd>
      </dl>
      <Button tone="stop" onPress={hold}>
        HOLD
      </Button>
    </main>
  );
}
