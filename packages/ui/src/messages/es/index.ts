import app from "./app.json" with { type: "json" };
import common from "./common.json" with { type: "json" };
import demo from "./demo.json" with { type: "json" };
import law from "./law.json" with { type: "json" };
import phone from "./phone.json" with { type: "json" };
import room from "./room.json" with { type: "json" };
import rules from "./rules.json" with { type: "json" };

const messages: Record<string, string> = { ...common, ...law, ...phone, ...room, ...rules, ...demo, ...app };
// oxlint-disable-next-line import/no-default-export -- a catalog is loaded on demand, and a default is what `import()` of one thing gives
export default messages;
