// Slack's date tokens, `{date_short_pretty} {time}`, in the reader's own zone.

import { dateIn, dayIn, secondsIn, timeIn } from "./people.js";
import { now } from "./now.js";

const DAY_MS = 86_400_000;
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

// The words of one token; tokens that nobody knows stay as they are.
export function dateWords(seconds, words, zone) {
  const instant = new Date(seconds * 1000);
  const parts = partsOf(instant, zone);
  return words.replace(/\{(\w+)\}/g, (token, name) => (name in parts ? parts[name]() : token));
}

function partsOf(instant, zone) {
  const { weekday, day, month, year } = dayIn(zone, instant);
  const short = `${month.slice(0, 3)} ${day}, ${year}`;
  const plain = `${month} ${day}, ${year}`;
  const long = `${weekday}, ${plain}`;
  return {
    date_num: () => dateIn(zone, instant),
    date: () => plain,
    date_short: () => short,
    date_long: () => long,
    date_pretty: () => near(instant, zone) ?? plain,
    date_short_pretty: () => near(instant, zone) ?? short,
    date_long_pretty: () => near(instant, zone) ?? long,
    time: () => timeIn(zone, instant),
    time_secs: () => secondsIn(zone, instant),
    ago: () => ago(instant),
  };
}

function near(instant, zone) {
  const day = dateIn(zone, instant);
  const names = [["Yesterday", -1], ["Today", 0], ["Tomorrow", 1]];
  return names.find(([, days]) => dateIn(zone, new Date(now().getTime() + days * DAY_MS)) === day)?.[0] ?? null;
}

function ago(instant) {
  const seconds = Math.round((now() - instant) / 1000);
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const count = Math.round(Math.abs(seconds) / length);
  const counted = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds >= 0 ? `${counted} ago` : `in ${counted}`;
}
