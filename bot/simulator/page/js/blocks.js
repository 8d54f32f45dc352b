// Blocks as nodes. What can be used in them is made by elements.js; `use` sends it off.

import { element } from "./elements.js";
import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { field } from "./fields.js";
import { EVERYTHING, mrkdwn, NOTHING } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const WEB_ADDRESS = /^https?:\/\//i;

// `surface` says how elements of this message or view are used: {use(block, element, value), valueOf(block, element), …}.
export function blocks(list, surface) {
  return list.map((block) => el("div", { class: `block ${block.type}` }, ...inside(block, surface)));
}

function inside(block, surface) {
  switch (block.type) {
    case "section":
      return section(block, surface);
    case "header":
      return [el("h3", {}, text(block.text))];
    case "divider":
      return [el("hr")];
    case "context":
      return block.elements.map((each) => (each.type === "image" ? image(each, "small") : text(each)));
    case "actions":
      return block.elements.map((each) => element(block, each, surface));
    case "rich_text":
      return [richText(block)];
    case "image":
      return picture(block);
    case "input":
      return field(block, surface);
    default:
      return [el("p", { class: "unknown" }, `A block of the type "${block.type}" cannot be shown here.`)];
  }
}

// A text object: mrkdwn is parsed, plain text is not.
export function text(composition) {
  if (!composition) return "";
  if (composition.type !== "mrkdwn") return el("span", { class: "plain" }, withEmoji(composition.text));
  return mrkdwn(composition.text, composition.verbatim ? NOTHING : EVERYTHING);
}

function section(block, surface) {
  const words = el("div", { class: "words" });
  if (block.text) words.append(text(block.text));
  if (block.fields) words.append(el("div", { class: "fields" }, ...block.fields.map((each) => el("div", {}, text(each)))));
  const accessory = block.accessory;
  if (!accessory) return [words];
  const node = accessory.type === "image" ? image(accessory, "accessory") : element(block, accessory, surface);
  return [words, el("div", { class: "beside" }, node)];
}

function picture(block) {
  const title = block.title ? el("p", { class: "title" }, text(block.title)) : null;
  return [title, image(block, "large")].filter(Boolean);
}

function image(source, size) {
  const address = source.image_url ?? "";
  if (!WEB_ADDRESS.test(address)) return el("span", { class: `no-image ${size}` }, source.alt_text ?? "");
  return el("img", { class: size, src: address, alt: source.alt_text ?? "", loading: "lazy" });
}
