import { grantingActs } from "./granting.ts";
import { movingActs } from "./moving.ts";
import { standingActs } from "./standing.ts";

/** Everything that is said to the link and to the reference model. */
export const commands = [...grantingActs, ...movingActs, ...standingActs];
