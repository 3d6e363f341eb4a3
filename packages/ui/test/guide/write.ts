import { writeFileSync } from "node:fs";
import { pageFile, refusalsPage } from "./refusals.ts";

/** `npm run guide`: writes the pages of the guide that are made from the rules. */
for (const lang of ["es", "en"] as const) writeFileSync(pageFile(lang), refusalsPage(lang));
