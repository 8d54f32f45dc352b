// Messages: one after the other, with the author once for a run of them, and the day between two days.

import { blocks } from "./blocks.js";
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { mrkdwn, URLS_ONLY } from "./mrkdwn.js";
import { avatar, dateIn, dayIn, nameOf, person, timeIn } from "./people.js";
import { openThread, page } from "./state.js";
import { messageSurface } from "./surfaces.js";
import { now } from "./now.js";

const RUN_MS = 5 * 60_000;

export const isReply = (message) => message.thread_ts !== null && message.thread_ts !== message.ts;

// What all messages depend on besides themselves: who reads, in which zone, on which day, with which names.
export function reading() {
  const { me, people, channels } = page.seen;
  return JSON.stringify([me.id, me.zone, dateIn(me.zone, now()), people.map((each) => each.name), channels.map((each) => each.name)]);
}

// Rows for keyedRows. `replies`: ts of a parent → the replies to it, to be counted below the parent.
export function rows(messages, replies, around = reading()) {
  const shown = [];
  let before = null;
  for (const message of messages) {
    const day = dateIn(page.seen.me.zone, new Date(message.at));
    const newDay = before === null || dateIn(page.seen.me.zone, new Date(before.at)) !== day;
    if (newDay) shown.push({ key: `day ${day}`, shows: [day, around], make: () => divider(new Date(message.at)) });
    const goesOn = !newDay && continues(before, message, replies);
    const answers = replies.get(message.ts) ?? [];
    shown.push({
      key: message.ts,
      shows: [message, goesOn, answers.map((reply) => [reply.user, reply.ts]), around],
      make: () => node(message, goesOn, answers),
    });
    before = message;
  }
  return shown;
}

function continues(before, message, replies) {
  return (
    before.user === message.user &&
    before.ephemeral === message.ephemeral &&
    !message.subtype &&
    !replies.get(before.ts)?.length &&
    Date.parse(message.at) - Date.parse(before.at) < RUN_MS
  );
}

function divider(instant) {
  const { weekday, day, month } = dayIn(page.seen.me.zone, instant);
  return el("div", { class: "day", role: "separator" }, el("span", {}, `${weekday}, ${day} ${month}`));
}

function node(message, goesOn, replies) {
  if (message.subtype === "tombstone") return el("article", { class: "message gone" }, "This message was deleted.");
  const time = timeIn(page.seen.me.zone, new Date(message.at));
  const side = goesOn ? el("time", { class: "side" }, time) : avatar(person(message.user) ?? { name: message.author, id: message.user });
  const heading = goesOn ? null : head(message, time);
  const classes = ["message", goesOn && "goes-on", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return el(
    "article",
    { class: classes, "data-ts": message.ts, "aria-label": `${message.author}, ${time}` },
    side,
    el("div", { class: "content" }, heading, ...content(message), goesOn && edited(message), reactions(message), repliesLine(message, replies)),
    threadButton(message),
  );
}

function head(message, time) {
  const only = message.ephemeral ? el("p", { class: "only-you" }, "👁 Only visible to you") : null;
  const app = message.is_bot ? el("span", { class: "app" }, "APP") : null;
  return [only, el("p", { class: "head" }, el("b", {}, message.author), app, el("time", {}, time), edited(message))];
}

const edited = (message) => (message.edited ? el("span", { class: "edited" }, "(edited)") : null);

function content(message) {
  const elsewhere = message.broadcast ? [el("p", { class: "from-thread" }, "replied to a thread")] : [];
  const words = message.blocks.length
    ? blocks(message.blocks, messageSurface(message))
    : [el("div", { class: "block" }, mrkdwn(message.text, URLS_ONLY))];
  return [...elsewhere, ...words, ...message.attachments.map((each) => attachment(each, message))];
}

function attachment(each, message) {
  const bar = { borderLeftColor: /^#[0-9a-f]{6}$/i.test(each.color ?? "") ? each.color : null };
  const inside = each.blocks?.length ? blocks(each.blocks, messageSurface(message)) : [mrkdwn(each.text ?? each.fallback ?? "", URLS_ONLY)];
  return el("div", { class: "attachment", style: bar }, ...inside);
}

function reactions(message) {
  const entries = Object.entries(message.reactions);
  if (!entries.length) return null;
  const pill = ([name, people]) => el("span", { class: "reaction", title: people.map(nameOf).join(", ") }, `${emoji(name)} ${people.length}`);
  return el("p", { class: "reactions" }, ...entries.map(pill));
}

function repliesLine(message, replies) {
  const count = replies.length || message.reply_count;
  if (!count || isReply(message)) return null;
  const faces = [...new Set(replies.map((reply) => reply.user))].slice(0, 5).map((id) => avatar(person(id), "tiny"));
  const last = replies.at(-1);
  const when = last ? el("span", { class: "when" }, `Last reply at ${timeIn(page.seen.me.zone, new Date(last.at))}`) : null;
  const words = el("b", {}, `${count} ${count === 1 ? "reply" : "replies"}`);
  return el("button", { type: "button", class: "replies", onclick: () => openThread(message.ts) }, ...faces, words, when);
}

function threadButton(message) {
  if (message.ephemeral || isReply(message)) return null;
  return el("button", { type: "button", class: "to-thread", onclick: () => openThread(message.ts) }, "Reply in thread");
}
