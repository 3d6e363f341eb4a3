import { compileMessage } from "@lingui/message-utils/compileMessage";

const CATALOG = /\/packages\/ui\/src\/messages\/[a-z]{2}\/[a-z-]+\.json$/;

/** Compiles the ICU messages of the catalogs, so that no compiler ships and no screen compiles anything. */
export function messages() {
  return {
    name: "vado-messages",
    enforce: "pre",
    transform(text, id) {
      if (!CATALOG.test(id.replaceAll("\\", "/"))) return null;
      const compiled = Object.entries(JSON.parse(text)).map(([key, message]) => [key, compileMessage(message)]);
      return { code: JSON.stringify(Object.fromEntries(compiled)), map: null };
    },
  };
}
