// Slack's markup as nodes: *bold*, _italic_, ~struck~, `code`, ```blocks```, > quotes, and what stands in <…>.

import { dateWords } from "./dates.js";
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, link, personMention } from "./mentions.js";
import { page } from "./state.js";

const QUOTE = /^(?:&gt;|>) ?/;
const STYLES = { "*": "strong", _: "em", "~": "del" };
// Left to right: code, what stands in <…>, an emoji, a bare address, a bare name, a styled run.
const PIECES = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<token>[^<>\\n]+)>",
    ":(?<emoji>[a-z0-9_+-]+):",
    "(?<url>https?://(?:(?!&[lg]t;)[^\\s<>|])*[^\\s<>|.,;:!?)])",
    "(?<![\\w&])(?<name>@(?:here|channel|everyone)|#[\\w-]+)\\b",
    "(?<![\\w*_~])(?<style>[*_~])(?=\\S)(?<styled>(?:(?!\\k<style>)[^\\n])*?\\S)\\k<style>(?![\\w*_~])",
  ].join("|"),
  "g",
);

export const unescaped = (text) => text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);

// What of the bare text Slack would turn into links: nothing when the bot said `verbatim`.
export const EVERYTHING = { urls: true, names: true };
export const URLS_ONLY = { urls: true, names: false };
export const NOTHING = { urls: false, names: false };

// A span of nodes for one text in mrkdwn.
export function mrkdwn(text, auto = NOTHING) {
  const root = el("div", { class: "mrkdwn" });
  text.split(/```/).forEach((part, index, parts) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) root.append(el("pre", {}, ...preformatted(part)));
    else root.append(...lines(index % 2 === 1 ? `\`\`\`${part}` : trimmedBeside(part, index), auto));
  });
  return root;
}

// A block of its own needs no line break beside it.
const trimmedBeside = (part, index) => (index > 0 ? part.replace(/^\n/, "") : part);

function preformatted(text) {
  return text.replace(/^\n|\n$/g, "").split(/(<[^<>\n]+>)/).map((piece, index) => (index % 2 ? token(piece.slice(1, -1)) : unescaped(piece)));
}

// Runs of lines, quoted and not, each as nodes.
function lines(text, auto) {
  const nodes = [];
  for (const run of quotedRuns(text)) {
    if (run.quoted) nodes.push(el("blockquote", {}, ...inline(run.lines.join("\n"), auto)));
    else nodes.push(...inline(run.lines.join("\n"), auto));
  }
  return nodes;
}

function quotedRuns(text) {
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    if (runs.at(-1)?.quoted !== quoted) runs.push({ quoted, lines: [] });
    runs.at(-1).lines.push(quoted ? line.replace(QUOTE, "") : line);
  }
  return runs;
}

function inline(text, auto) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    nodes.push(unescaped(text.slice(end, match.index)), piece(match, auto));
    end = match.index + match[0].length;
  }
  nodes.push(unescaped(text.slice(end)));
  return nodes.filter((node) => node !== "");
}

function piece(match, auto) {
  const found = match.groups;
  if (found.code !== undefined) return el("code", {}, ...preformatted(found.code));
  if (found.token !== undefined) return token(found.token);
  if (found.emoji !== undefined) return emoji(found.emoji);
  if (found.url !== undefined) return auto.urls ? link(unescaped(found.url)) : unescaped(found.url);
  if (found.name !== undefined) return auto.names ? bareName(found.name) : found.name;
  return el(STYLES[found.style], {}, ...inline(found.styled, auto));
}

function bareName(name) {
  if (name.startsWith("@")) return broadcast(name.slice(1));
  const known = page.seen.channels.find((channel) => channel.name === name.slice(1));
  return known ? channelMention(known.id) : name;
}

// The inside of <…>: a person, a channel, a group, a moment or a link.
function token(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(inside.slice(bar + 1));
  if (target.startsWith("@")) return personMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return moment(target, label);
  if (target.startsWith("!")) return broadcast(label.replace(/^@/, "") || target.slice(1).split("^")[0]);
  return link(unescaped(target), ...(label ? [label] : []));
}

function moment(target, fallback) {
  const [, seconds, words, url] = target.split("^");
  const readable = /^-?\d+$/.test(seconds) && words;
  const shown = readable ? dateWords(Number(seconds), unescaped(words), page.seen.me.zone) : fallback;
  return url ? link(unescaped(url), shown) : el("time", { title: fallback || null }, shown);
}
