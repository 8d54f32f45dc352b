// What stands for a person, a channel, a link, a moment: one node each, the same in mrkdwn and in rich text.

import { el } from "./dom.js";
import { channel, person } from "./people.js";
import { open, page } from "./state.js";

const SAFE = /^(https?:\/\/|mailto:)/i;

export function personMention(id, label = "") {
  const mine = id === page.as ? "mine" : "";
  return el("span", { class: `mention ${mine}` }, `@${person(id)?.name ?? (label || id)}`);
}

export function channelMention(id, label = "") {
  const known = channel(id);
  if (!known) return el("span", { class: "mention" }, label ? `#${label}` : "private channel");
  return el("button", { class: "mention", type: "button", onclick: () => open(id) }, `#${known.name}`);
}

export const broadcast = (range) => el("span", { class: "mention broadcast" }, `@${range}`);

// A link only to where a browser may safely go; anything else is its words alone.
export function link(url, ...label) {
  if (!SAFE.test(url)) return el("span", {}, ...(label.length ? label : [url]));
  return el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, ...(label.length ? label : [url]));
}

export function follow(url) {
  if (url && SAFE.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}
