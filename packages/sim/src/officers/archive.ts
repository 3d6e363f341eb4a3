import { nextGroupSize, planDesk } from "@vado/planner";
import type { StationFigures } from "@vado/protocol";
import type { Turn } from "./context.ts";

/** An agency's own node at a station; what it says is the planner's judgement, and its hall is in plain sight at every moment. */

/** `turns`: the node's devices, one per link; all at one station. */
export async function archive(turns: readonly Turn[]): Promise<void> {
  const [first] = turns;
  if (first === undefined) return;
  const { hall, stationOpen: open } = first.sights;
  const { acts, wake } = planDesk(
    turns.map(({ state, now, post, client }) => ({
      state,
      now,
      side: post.side,
      waiting: new Set(client.outbox.map(({ body }) => body.type)),
    })),
    { ...(hall as StationFigures), open, counted: null },
  );
  for (const turn of turns)
    // Where nobody was received, nobody goes on.
    if (turn.post.side === "sending" && turn.sights.hall.registered > 0)
      turn.acts.push({
        do: "gather",
        link: turn.post.link,
        people: nextGroupSize(turn.state, turn.now, turn.sights.hall.intakePerHour),
      });
  const on = new Map(turns.map((turn) => [turn.post.link, turn]));
  for (const { link, make } of acts) await on.get(link)?.submit(make);
  for (const { link, at } of wake) on.get(link)?.at(at);
}
