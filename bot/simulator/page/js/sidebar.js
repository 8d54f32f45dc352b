// The left: the workspace, its channels, the conversation with the bot, and what is unread.

import { byId, el, keyedRows } from "./dom.js";
import { avatar, channelLabel, person } from "./people.js";
import { onChange, open, page, unread } from "./state.js";

const showChannels = keyedRows();
const showDirect = keyedRows();

export function start() {
  byId("show-sidebar").addEventListener("click", () => unfold(!document.body.classList.contains("sidebar-open")));
  onChange(draw);
}

function unfold(opened) {
  document.body.classList.toggle("sidebar-open", opened);
  byId("show-sidebar").setAttribute("aria-expanded", String(opened));
}

function draw() {
  const { workspace, channels } = page.seen;
  byId("workspace-name").textContent = workspace.name;
  const named = channels.filter((each) => each.kind !== "im").sort(byJoinedAndName);
  showChannels(byId("channels"), named.map(row));
  showDirect(byId("direct"), channels.filter((each) => each.kind === "im").map(row));
}

// Channels that one is in first, then those one could join, archived ones last.
function byJoinedAndName(one, other) {
  const rank = (each) => (each.archived ? 2 : each.joined ? 0 : 1);
  return rank(one) - rank(other) || one.name.localeCompare(other.name);
}

function row(channel) {
  const isOpen = channel.id === page.channel;
  const count = isOpen && page.tab === "messages" ? 0 : unread(channel.id);
  const label = channelLabel(channel);
  return {
    key: channel.id,
    shows: [label, channel.kind, channel.joined, channel.archived, isOpen, count],
    make: () => el("li", {}, entry(channel, label, isOpen, count)),
  };
}

function entry(channel, label, isOpen, count) {
  const mark = channel.kind === "im" ? avatar(person(page.seen.workspace.bot), "tiny") : el("span", { class: "mark" }, channel.kind === "private" ? "🔒" : "#");
  const classes = [isOpen && "open", count && "unread", (!channel.joined || channel.archived) && "faint"].filter(Boolean).join(" ");
  const choose = () => {
    open(channel.id);
    unfold(false);
    byId("message-input").focus();
  };
  return el(
    "button",
    { type: "button", class: classes, "aria-current": isOpen ? "page" : null, onclick: choose },
    mark,
    el("span", { class: "name" }, label),
    count ? el("span", { class: "badge", "aria-label": `${count} unread` }, String(count)) : null,
  );
}
