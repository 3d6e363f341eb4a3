import { compileMessage } from "@lingui/message-utils/compileMessage";
import { render } from "preact";
import { compileWith, speak, wear, type Locale, type Theme } from "../../src/index.ts";
import { PhoneApp } from "../../src/phone/PhoneApp.tsx";
import { phoneOf } from "./phone-scenes.ts";

/** A phone as its address says: `?scene=go&as=sending-field&line=offline&theme=sun&lang=en`. */

const query = new URLSearchParams(location.search);
compileWith(compileMessage as never);
wear((query.get("theme") ?? "light") as Theme);
await speak((query.get("lang") ?? "es") as Locale);
const device = phoneOf(query);
Object.assign(globalThis, { device });
const app = document.querySelector("#app");
if (app === null) throw new Error("no place to draw in");
render(<PhoneApp device={device} />, app);
document.documentElement.dataset["drawn"] = "yes";
