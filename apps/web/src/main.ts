import { forgetOldTrees, recallPreferences } from "@vado/ui";
import { h, render } from "preact";
import { App } from "./app/App.tsx";
import { followAddress } from "./app/routes.ts";
import { watchWorker } from "./platform/worker.ts";

/** The app of an agency's officers: one window, one device. */
forgetOldTrees();
await recallPreferences();
const place = document.getElementById("app");
if (place === null) throw new Error("the page has no place for the app");
render(h(App, { ...followAddress(), updates: watchWorker() }), place);
