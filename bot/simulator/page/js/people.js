// People and channels by id, avatars of initials, and what a wall clock shows in somebody's zone.

import { el } from "./dom.js";
import { page } from "./state.js";

const COLOURS = ["#8a4fa3", "#2e7d6b", "#c2562d", "#2b6cb0", "#a07010", "#9b2c56", "#5f7a1f", "#40566e"];
const BOT_COLOUR = "#35506b";

export const person = (id) =>
  page.seen?.people.find((each) => each.id === id) ?? page.seen?.cast.find((each) => each.id === id) ?? null;
export const channel = (id) => page.seen?.channels.find((each) => each.id === id) ?? null;
export const nameOf = (id) => person(id)?.name ?? id;
export const channelLabel = (each) => (each.kind === "im" ? nameOf(page.seen.workspace.bot) : each.name);

export function avatar(each, size = "") {
  const isBot = each?.is_bot ?? false;
  const initials = (each?.name ?? "?").split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  return el(
    "span",
    { class: `avatar ${size} ${isBot ? "bot" : ""}`, "aria-hidden": "true", style: { background: isBot ? BOT_COLOUR : colour(each?.id) } },
    initials,
  );
}

// Everybody has a colour of their own as long as there are enough.
function colour(id) {
  const place = page.seen.cast.findIndex((each) => each.id === id);
  return COLOURS[(place + COLOURS.length) % COLOURS.length];
}

export const city = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

const formats = new Map();
function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key);
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

// "09:30" in a zone
export const timeIn = (zone, instant) => format(zone, TIME).format(instant);
export const secondsIn = (zone, instant) => format(zone, { ...TIME, second: "2-digit" }).format(instant);

// {weekday: "Tuesday", day: "24", month: "November", year: "2026"} in a zone
export function dayIn(zone, instant) {
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  return Object.fromEntries(format(zone, options).formatToParts(instant).map((part) => [part.type, part.value]));
}

// "2026-11-24" in a zone: what tells two days apart
export function dateIn(zone, instant) {
  const parts = Object.fromEntries(
    format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(instant).map((p) => [p.type, p.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}
