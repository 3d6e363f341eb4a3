import { compileMessage } from "@lingui/message-utils/compileMessage";
import { render } from "preact";
import { PhoneApp, compileWith, forgetOldTrees, speak, type Locale } from "../../src/index.ts";
import { RoomApp } from "../../src/room/RoomApp.tsx";
import "../../src/theme/tokens.css";
import { phoneOf } from "./phone-scenes.ts";
import { deviceOf } from "./scenes.ts";

/** One screen, as its address says: `?screen=room&scene=busy&as=receiving-duty&theme=dark&lang=en`, `?screen=phone&scene=go`. */

const query = new URLSearchParams(location.search);
forgetOldTrees();
compileWith(compileMessage as never);
document.documentElement.dataset["theme"] = query.get("theme") ?? "light";
await speak((query.get("lang") ?? "es") as Locale);

const phone = query.get("screen") === "phone";
const device = phone ? phoneOf(query) : deviceOf(query);
Object.assign(globalThis, { device });
const app = document.querySelector("#app");
if (app === null) throw new Error("no place to draw in");
render(query.get("screen") === "phone" ? <PhoneApp device={device} /> : <RoomApp device={device} />, app);
document.documentElement.dataset["drawn"] = "yes";
