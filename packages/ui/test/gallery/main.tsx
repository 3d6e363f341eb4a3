import { compileMessage } from "@lingui/message-utils/compileMessage";
import { render } from "preact";
import { RoomApp, compileWith, speak, type Locale } from "../../src/index.ts";
import "../../src/theme/tokens.css";
import { deviceOf } from "./scenes.ts";

/** One screen, as its address says: `?screen=room&scene=busy&as=receiving-duty&theme=dark&lang=en`. */

const query = new URLSearchParams(location.search);
compileWith(compileMessage as never);
document.documentElement.dataset["theme"] = query.get("theme") ?? "light";
await speak((query.get("lang") ?? "es") as Locale);

const device = deviceOf(query);
Object.assign(globalThis, { device });
const app = document.querySelector("#app");
if (app === null) throw new Error("no place to draw in");
render(<RoomApp device={device} />, app);
document.documentElement.dataset["drawn"] = "yes";
