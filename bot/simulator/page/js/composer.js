// Where one types: Enter sends, Shift+Enter makes a new line, / @ # suggest.

import { el, keyedRows } from "./dom.js";
import { channelLabel } from "./people.js";
import { act, openChannel, page } from "./state.js";
import { suggestions } from "./suggestions.js";

const HIGHEST_PX = 240;

// name: "message" or "reply"; thread(): the ts of the parent that is replied to, or null.
export function composer({ name, thread }) {
  const drafts = new Map();
  let shownFor = null;
  const input = el("textarea", {
    id: `${name}-input`,
    rows: "1",
    oninput: () => {
      drafts.set(shownFor, input.value);
      grow(input);
      suggested.draw();
    },
    onkeydown: (event) => pressed(event),
    onblur: () => suggested.hide(),
    onclick: () => suggested.draw(),
  });
  const suggested = suggestions(input, name);
  const button = el("button", { type: "button", class: "send", "aria-label": "Send", onclick: () => send() }, "➤");
  const box = el("div", { class: "box" }, suggested.node, input, button);
  const instead = el("div", { class: "instead", hidden: true });
  const showInstead = keyedRows();

  function pressed(event) {
    if (suggested.takes(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }

  async function send() {
    const said = input.value.trim();
    if (!said) return;
    const here = shownFor;
    put(here, "");
    const outcome = await act("say", { channel: page.channel, text: said, thread_ts: thread() });
    if ((outcome === null || outcome.banner) && !drafts.get(here)) put(here, said);
  }

  function put(place, words) {
    drafts.set(place, words);
    if (place !== shownFor) return;
    input.value = words;
    grow(input);
    suggested.draw();
  }

  function draw(reason) {
    const channel = openChannel();
    const place = `${page.as} ${channel.id} ${thread() ?? ""}`;
    if (place !== shownFor) {
      shownFor = place;
      input.value = drafts.get(place) ?? "";
      suggested.hide();
    }
    suggested.refresh();
    input.placeholder = thread() ? "Reply…" : `Message ${channel.kind === "im" ? "" : "#"}${channelLabel(channel)}`;
    input.setAttribute("aria-label", input.placeholder);
    const cannot = reason ?? whyNot(channel);
    box.hidden = cannot !== null;
    instead.hidden = cannot === null;
    showInstead(instead, cannot === null ? [] : [{ key: place, shows: cannot, make: () => notice(channel, cannot) }]);
    grow(input);
  }

  return { node: el("div", { class: "composer" }, box, instead), draw };
}

// Why one cannot write here; null when one can.
function whyNot(channel) {
  if (channel.archived) return "This channel is archived.";
  return channel.joined ? null : `You are not in #${channel.name}.`;
}

function notice(channel, sentence) {
  if (channel.joined || channel.archived) return el("p", {}, sentence);
  const join = () => act("channels/change", { channel: channel.id, invite: [page.as], by: page.as });
  return el("p", {}, sentence, " ", el("button", { type: "button", class: "button", onclick: join }, "Join"));
}

function grow(input) {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, HIGHEST_PX)}px`;
}
