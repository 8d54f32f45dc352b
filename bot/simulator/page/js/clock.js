// The top right: the workspace's clock in one's own zone, and turning it.

import { get, post } from "./api.js";
import { draw as drawCast } from "./cast.js";
import { byId, el } from "./dom.js";
import { hear, now, ticking } from "./now.js";
import { city, dayIn, timeIn } from "./people.js";
import { attempt, onChange, page, refresh, tell } from "./state.js";

const LOOK_MS = 250;

let turning = false;
let zonesOf = "";

export function start() {
  byId("quarter").addEventListener("click", () => turn({ minutes: 15 }));
  byId("hour").addEventListener("click", () => turn({ minutes: 60 }));
  byId("next-due").addEventListener("click", turnToNextDue);
  byId("running").addEventListener("click", () => attempt(() => post("rate", { rate: ticking() ? 0 : 1 })));
  byId("turn").addEventListener("submit", (event) => {
    event.preventDefault();
    const to = byId("turn-to").value.trim();
    if (to) turn({ to, zone: byId("turn-zone").value });
  });
  onChange(() => {
    hear(page.seen.clock);
    zones();
    draw();
  });
  setInterval(() => page.seen && draw(), LOOK_MS);
}

// Walks the clock; meanwhile it shows where the walk is.
async function turn(where) {
  if (turning) return;
  turning = true;
  draw();
  const watching = setInterval(() => get("clock").then(hear, () => {}), LOOK_MS);
  try {
    await attempt(async () => hear(await post("turn", where)));
    await attempt(refresh);
  } finally {
    clearInterval(watching);
    turning = false;
    draw();
  }
}

async function turnToNextDue() {
  const due = await attempt(() => get("next-due"));
  if (due?.next_due_at) await turn({ to: due.next_due_at });
  else if (due) tell("Nothing is due: the bot waits for nobody.");
}

function draw() {
  const { zone } = page.seen.me;
  const { weekday, day, month } = dayIn(zone, now());
  byId("clock-day").textContent = `${weekday.slice(0, 3)} ${day} ${month.slice(0, 3)}`;
  byId("clock-time").textContent = timeIn(zone, now());
  byId("clock").classList.toggle("turning", turning);
  byId("clock").setAttribute("aria-busy", String(turning));
  byId("turning").textContent = turning ? "Turning…" : "";
  for (const button of byId("clock").querySelectorAll("button")) button.disabled = turning;
  byId("running").setAttribute("aria-pressed", String(ticking()));
  byId("running").textContent = ticking() ? "❚❚" : "▶";
  byId("running").title = ticking() ? "The clock ticks. Hold it" : "The clock stands still. Let it tick";
  byId("running").setAttribute("aria-label", byId("running").title);
  drawCast();
}

// The zones of the people here to choose from, at first one's own.
function zones() {
  const { cast, me } = page.seen;
  const all = [...new Set(cast.map((each) => each.zone))].sort();
  const signature = `${me.id} ${me.zone} ${all}`;
  if (signature === zonesOf) return;
  zonesOf = signature;
  byId("turn-zone").replaceChildren(...all.map((zone) => el("option", { value: zone }, city(zone))));
  byId("turn-zone").value = me.zone;
}
