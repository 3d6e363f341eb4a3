import { forgetOldTrees, recallPreferences } from "@vado/ui";
import { render } from "preact";
import { watchDemo } from "./live.ts";
import { StartPage } from "./StartPage.tsx";

/** The demo's start page: what this is, a living picture of it, and all that one can do. */
forgetOldTrees();
await recallPreferences();
const place = document.getElementById("app");
if (place === null) throw new Error("the page has no place for the start page");
watchDemo();
render(<StartPage />, place);
