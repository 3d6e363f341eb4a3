import { Page } from "../app/Page.tsx";

export function StartPage() {
  return (
    <Page title="Vado">
      <a href="./sending/">sending</a>
      <a href="./receiving/">receiving</a>
      <a href="./board/">board</a>
    </Page>
  );
}
