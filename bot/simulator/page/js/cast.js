// The top left: whom one acts as, each with the time on their own wall.

import { byId, el, keyedRows } from "./dom.js";
import { now } from "./now.js";
import { avatar, city, timeIn } from "./people.js";
import { actAs, onChange, page } from "./state.js";

const show = keyedRows();

export function start() {
  onChange(draw);
}

export function draw() {
  if (!page.seen) return;
  const people = page.seen.cast.filter((each) => !each.deactivated);
  show(byId("cast"), people.map(row));
}

function row(each) {
  const mine = each.id === page.as;
  const time = timeIn(each.zone, now());
  return { key: each.id, shows: [each, mine, time], make: () => chip(each, mine, time) };
}

function chip(each, mine, time) {
  const about = [each.title, each.zone, each.is_guest && "guest", each.workspace !== page.seen.workspace.id && "another workspace"];
  return el(
    "button",
    {
      type: "button",
      class: `chip ${mine ? "mine" : ""}`,
      "aria-pressed": String(mine),
      title: about.filter(Boolean).join(" · "),
      "data-key": `act as ${each.id}`,
      onclick: () => actAs(each.id),
    },
    avatar(each, "small"),
    el("span", { class: "who" }, el("b", {}, each.name), el("span", {}, `${time} ${city(each.zone)}`)),
  );
}
