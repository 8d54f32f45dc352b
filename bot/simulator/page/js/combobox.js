// A menu whose options the bot suggests while one types.

import { el, freshId, place } from "./dom.js";

const PAUSE_MS = 150;
const wordsOf = new Map(); // value → the words it was offered with, for a menu that is drawn anew

export function combobox(element, given, many) {
  const chosen = new Map((many ? (given.value ?? []) : [given.value].filter(Boolean)).map((value) => [value, wordsOf.get(value) ?? value]));
  const list = el("ul", { role: "listbox", id: freshId("suggested"), class: "suggested", hidden: true });
  const picked = el("div", { class: "picked" });
  const least = element.min_query_length ?? 3;
  let pause = null;
  let asked = 0;

  const changed = () => {
    given.changed(many ? [...chosen.keys()] : ([...chosen.keys()][0] ?? null));
    place(picked, [...chosen].map(([value, words]) => pill(value, words)));
  };
  const pill = (value, words) => {
    const drop = () => {
      chosen.delete(value);
      changed();
    };
    return el("span", { class: "pill" }, words, el("button", { type: "button", "aria-label": `Remove ${words}`, onclick: drop }, "×"));
  };
  const choose = (option) => {
    clearTimeout(pause);
    asked += 1; // an answer that is still to come would open the list again
    if (!many) chosen.clear();
    chosen.set(option.value, option.text.text);
    input.value = "";
    list.hidden = true;
    changed();
    input.focus();
  };
  const offer = async () => {
    const question = ++asked;
    const found = input.value.length < least ? [] : await given.surface.suggest(given.block, element, input.value);
    if (question !== asked) return; // overtaken
    found.forEach((option) => wordsOf.set(option.value, option.text.text));
    place(list, found.map((option) => row(option, choose)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const input = el("input", {
    type: "text",
    id: given.id,
    role: "combobox",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-label": given.id ? null : given.label,
    "data-key": `${given.block.block_id} ${element.action_id}`,
    placeholder: element.placeholder?.text ?? "Type to search",
    oninput: () => {
      clearTimeout(pause);
      pause = setTimeout(offer, PAUSE_MS);
    },
    onkeydown: (event) => {
      if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        list.hidden = true;
      }
      if (event.key === "ArrowDown") list.querySelector("button")?.focus();
    },
  });
  place(picked, [...chosen].map(([value, words]) => pill(value, words)));
  return { node: el("div", { class: "combobox" }, picked, input, list), labelled: true };
}

function row(option, choose) {
  return el("li", { role: "option" }, el("button", { type: "button", onclick: () => choose(option) }, option.text.text));
}
