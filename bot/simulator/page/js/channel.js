// The middle of the page: the open channel's head, its messages, the bot's home tab, and the composer below.

import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { byId, el, keyedRows, place, stayingAtTheEnd } from "./dom.js";
import { isReply, reading, rows } from "./messages.js";
import { channelLabel } from "./people.js";
import { act, messagesOf, onChange, openChannel, page, redraw } from "./state.js";
import { viewSurface } from "./surfaces.js";

const showMessages = keyedRows();
const showHead = keyedRows();
const showHome = keyedRows();
let shownPlace = "";
let typing = null;

export function start() {
  typing = composer({ name: "message", thread: () => null });
  byId("composer").append(typing.node);
  onChange(draw);
}

function draw() {
  const channel = openChannel();
  if (!channel) return;
  const home = channel.kind === "im" && page.tab === "home";
  showHead(byId("channel-head"), [{ key: "head", shows: [channel, page.tab, reading()], make: () => head(channel) }]);
  byId("messages").hidden = home;
  byId("home").hidden = !home;
  if (home) drawHome();
  else drawMessages(channel);
  typing.draw(home ? "This is a home tab. The conversation is under Messages." : null);
}

function drawMessages(channel) {
  const here = `${page.as} ${channel.id}`;
  const all = messagesOf(channel.id);
  const shown = all.filter((message) => !isReply(message) || message.broadcast);
  const wanted = shown.length ? rows(shown, repliesByParent(all)) : [beginning(channel)];
  stayingAtTheEnd(byId("messages"), shownPlace !== here, () => showMessages(byId("message-rows"), wanted));
  shownPlace = here;
}

export function repliesByParent(messages) {
  const found = new Map();
  for (const message of messages.filter(isReply)) {
    if (!found.has(message.thread_ts)) found.set(message.thread_ts, []);
    found.get(message.thread_ts).push(message);
  }
  return found;
}

function beginning(channel) {
  const bot = channelLabel({ kind: "im" });
  const words =
    channel.kind === "im"
      ? `This is your conversation with ${bot}. What it asks you arrives here.`
      : `This is the very beginning of #${channel.name}. Type / to see what ${bot} can do.`;
  return { key: `beginning ${channel.id}`, shows: words, make: () => el("p", { class: "beginning" }, words) };
}

function head(channel) {
  const mark = { public: "#", private: "🔒", im: "" }[channel.kind];
  const title = el("h1", {}, mark && el("span", { class: "mark" }, mark), channelLabel(channel));
  if (channel.kind === "im") return el("div", { class: "head-line" }, title, tabs());
  const count = channel.members.length;
  const members = el("span", { class: "members" }, `${count} ${count === 1 ? "member" : "members"}`);
  return el("div", { class: "head-line" }, title, el("span", { class: "topic" }, channel.topic), members);
}

function tabs() {
  const tab = (name, words) =>
    el("button", { type: "button", role: "tab", "aria-selected": String(page.tab === name), onclick: () => turnTo(name) }, words);
  return el("div", { class: "tabs", role: "tablist" }, tab("home", "Home"), tab("messages", "Messages"));
}

function turnTo(tab) {
  page.tab = tab;
  redraw();
  act("home", { tab });
}

function drawHome() {
  const view = page.seen.home;
  if (!view) return place(byId("home"), [el("p", { class: "beginning" }, "There is nothing on the home tab yet.")]);
  const make = () => el("div", { class: "view" }, ...blocks(view.blocks, viewSurface(view)));
  return showHome(byId("home"), [{ key: view.id, shows: [view.hash, view.errors, reading()], make }]);
}
