// Rich text blocks as nodes: sections, lists, quotes, preformatted text. Their text is never parsed.

import { dateWords } from "./dates.js";
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, link, personMention } from "./mentions.js";
import { page } from "./state.js";

const STYLES = { bold: "strong", italic: "em", strike: "del", underline: "u", code: "code" };
const DEEPEST_INDENT = 8;

export function richText(block) {
  return el("div", { class: "rich-text" }, ...block.elements.map(part));
}

function part(element) {
  switch (element.type) {
    case "rich_text_list":
      return list(element);
    case "rich_text_quote":
      return el("blockquote", {}, ...pieces(element));
    case "rich_text_preformatted":
      return el("pre", {}, ...pieces(element));
    default:
      return el("div", {}, ...pieces(element));
  }
}

function list(element) {
  const indent = Math.min(element.indent ?? 0, DEEPEST_INDENT);
  const ordered = element.style === "ordered";
  const attributes = { style: { marginLeft: `${indent * 24}px` }, "data-depth": String(indent % 3) };
  if (ordered && element.offset) attributes.start = String(element.offset + 1);
  return el(ordered ? "ol" : "ul", attributes, ...element.elements.map((item) => el("li", {}, ...pieces(item))));
}

const pieces = (holder) => holder.elements.map(piece);

function piece(element) {
  let node = unstyled(element);
  for (const [style, tag] of Object.entries(STYLES)) {
    if (element.style?.[style]) node = el(tag, {}, node);
  }
  return node;
}

function unstyled(element) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return link(element.url, ...(element.text ? [element.text] : []));
    case "emoji":
      return emoji(element.name);
    case "user":
      return personMention(element.user_id);
    case "usergroup":
      return broadcast(element.usergroup_id);
    case "channel":
      return channelMention(element.channel_id);
    case "broadcast":
      return broadcast(element.range);
    case "date":
      return el("time", { title: element.fallback ?? null }, dateWords(element.timestamp, element.format, page.seen.me.zone));
    case "color":
      return el("span", { class: "colour" }, element.value);
    default:
      return "";
  }
}
