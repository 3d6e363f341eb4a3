import type { EventId, StationId } from "@vado/protocol";
import { MIN, OBSERVER, R, S, Story, codeOf } from "./story.ts";

/** Mornings to look at screens with. */

/** A group goes all the way: granted, confirmed, GO, counted, received. */
function goes(story: Story, n: number, minutes: number): void {
  const code = codeOf(n);
  story.granted(code).wait(1).confirmed(code).wait(1).released(code).wait(2).departed(code);
  story.wait(minutes).arrived(code).wait(4).received(code);
}

/** Ten to eleven on a busy Thursday: twelve groups wait, one is on the way, one stands at the gate with two counts that differ. */
export function busyMorning(): Story {
  const story = new Story().opened();
  story.chat(R.duty, "Buenos días. Empezamos con 420 plazas, 118 ocupadas.");
  story.chat(S.duty, "Buenos días. Río tranquilo, puente despejado.");
  for (let n = 0; n < 3; n++) story.ready(codeOf(n), 96 + 12 * n).wait(2);
  story.offers([300, 300, 300, 300, 300, 300]);
  for (let n = 0; n < 3; n++) goes(story, n, 17 + n);
  story.look("good").places(236);
  story.chat(S.field, "Llegan más personas de lo previsto a la explanada.");
  const sizes = [120, 64, 148, 88, 101, 57, 132, 140, 76, 95, 110, 43, 118, 90, 125];
  sizes.forEach((people, i) => {
    const needs =
      i % 5 === 2
        ? { urgentMedical: 1, interpreter: 4 }
        : i % 4 === 1
          ? { infants: 6, pregnantOrNursing: 3, childrenWithFamily: 14 }
          : {};
    story.ready(codeOf(10 + i), people, { needs, since: story.time - (i % 3) * 25 * MIN });
    story.wait(1);
  });
  story.offers([130, 300, 0, 150, 120, 120, 150, 0, 90, 90, 120, 120, 120, 120]);
  story.deferred(codeOf(14), 40, "esperamos un autobús en la estación");
  story.deferred(codeOf(16), 4, "la sala está llena hasta las once");
  const [gate, way, granted, confirmed] = [codeOf(10), codeOf(12), codeOf(17), codeOf(11)];
  story.granted(gate).wait(1).confirmed(gate).released(gate).wait(2).departed(gate, 120);
  story.wait(6).granted(way, 1).wait(1).confirmed(way).released(way).wait(3).departed(way);
  story.chat(S.field, "Sale con 148, dos sillas de ruedas.", way);
  story.chat(R.field, "Recibido, la puerta 2 está libre.", way);
  story.wait(8).arrived(gate, 118);
  story.chat(R.field, "Cuento 118, ¿salieron 120?", gate);
  story.chat(S.duty, "Dos personas volvieron por una maleta, lo confirmo.", gate);
  story.granted(confirmed, 12).wait(1).confirmed(confirmed).granted(granted, 26);
  story.hold(R.duty, "falta el intérprete", codeOf(18));
  story.say(OBSERVER, { type: "concern.raised", reason: "Personas al sol desde hace una hora junto a la fila." });
  story.say(S.field2, { type: "ack", heads: [] });
  story.say(R.supervisor, { type: "ack", heads: [] });
  story.must(S.duty, { type: "roster.delegated", device: S.field.device as never, until: story.time + 240 * MIN });
  story.must(R.duty, { type: "agreement.proposed", version: 2, terms: next(story), validFrom: story.time + 60 * MIN });
  story.must(S.field, { type: "group.opened", group: codeOf(26) });
  story.chat(R.duty, "A las once abrimos la segunda sala: 80 plazas más.");
  return story.wait(2).look("good", "algo de viento en el puente").wait(0);
}

function next(story: Story) {
  const terms = story.state.agreement?.terms;
  if (terms === undefined) throw new Error("no agreement");
  return { ...terms, quotaPerDay: 1600 };
}

/** Everything as it should be: one group clear to go, two that wait, nothing that needs an answer. */
export function quietMorning(): Story {
  const story = new Story().opened();
  story.ready(codeOf(0), 80).ready(codeOf(1), 64).ready(codeOf(2), 90);
  story.offers([150, 150, 150, 150]);
  story.deferred(codeOf(1), 60, "siguiente turno").deferred(codeOf(2), 75, "siguiente turno");
  story.granted(codeOf(0)).wait(1).confirmed(codeOf(0));
  return story;
}

/** The river rose: a hold on the link that one side has lifted, conditions that forbid movement, a group overdue. */
export function heldMorning(): Story {
  const story = busyMorning();
  const hold = story.hold(S.field, "el agua sube en el paso");
  story.look("stop", "el agua sube").wait(22).look("good", "bajó el agua");
  story.must(S.duty, { type: "hold.lifted", hold, answers: hold });
  return story.wait(1);
}

/** The receiving side asks for a grant back. */
export function askedMorning(): Story {
  const story = busyMorning();
  const group = codeOf(17);
  const grant = story.grant(group).id as EventId;
  story.must(R.duty, { type: "grant.revoke-asked", group, grant, reason: "no quedan plazas" });
  return story.wait(1);
}

/** What is rare, all at once: a diversion and a correction proposed, a group overdue, a hold by worse conditions. */
export function rareMorning(): Story {
  const story = askedMorning();
  const way = codeOf(12);
  const [station, other] = ["LAR" as StationId, "b".repeat(22) as EventId];
  story.must(R.duty, { type: "group.diverted", group: way, headcount: 148, station, grant: other });
  story.must(S.duty, {
    type: "count.corrected",
    group: codeOf(0),
    point: "departure",
    headcount: 95,
    reason: "se contó otra vez",
  });
  return story.wait(0).look("caution", "sube el agua").wait(40);
}

/** A drill beside a busy morning: a group counted and ready in it, nothing real changed. */
export function drillMorning(): Story {
  const story = busyMorning();
  story.must(R.duty, { type: "drill.started", until: story.time + 60 * MIN, note: "persona en el agua" });
  const group = codeOf(200);
  story.must(S.field, { type: "group.opened", group }, true);
  const said = { headcount: 30, units: { "1": 30 }, needs: {}, explained: true, voluntary: true };
  story.must(S.field, { type: "group.ready", group, version: 1, ...said }, true);
  return story.wait(1);
}

/** A long shift behind it: 20000 entries, for scrolling. */
export function longLog(): Story {
  const story = new Story().opened({ block: { kind: "paced" }, ratePerHour: null, quotaPerDay: null });
  for (let n = 0; story.record.length < 19_600; n++) {
    story.time += 4_000;
    if (n % 900 === 0) story.places(100 + (n % 200), 600);
    story.must(S.field, { type: "conditions.checked", level: "good", note: `mirada ${n}` });
  }
  for (let n = 0; n < 30; n++) {
    if (n % 10 === 0) story.look();
    story
      .ready(codeOf(40 + n), 60 + n)
      .granted(codeOf(40 + n))
      .wait(1)
      .confirmed(codeOf(40 + n))
      .released(codeOf(40 + n));
    story.departed(codeOf(40 + n)).wait(2);
    if (n > 8) story.arrived(codeOf(31 + n)).received(codeOf(31 + n));
  }
  return story;
}
