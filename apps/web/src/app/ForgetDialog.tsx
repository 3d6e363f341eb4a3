import { Button, Dialog, t } from "@vado/ui";

/** Removes a device and all that this browser keeps of it, once its person has read what that means. */
export function ForgetDialog(props: { readonly forget: () => Promise<void>; readonly onClose: () => void }) {
  return (
    <Dialog
      kind="dialog"
      title={t("app.forget.title")}
      onClose={props.onClose}
      footer={
        <div class="page-pair">
          <Button onPress={props.onClose}>{t("app.forget.act.no")}</Button>
          <Button tone="stop" onPress={() => void props.forget().then(props.onClose)}>
            {t("app.forget.act.yes")}
          </Button>
        </div>
      }
    >
      <p>{t("app.forget.text")}</p>
    </Dialog>
  );
}
