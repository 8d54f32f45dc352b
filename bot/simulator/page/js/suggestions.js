// What could be meant while one types: slash commands, people after @, channels after #.

import { el, place } from "./dom.js";
import { page } from "./state.js";

const MOST = 8;
const BUILT_IN = [
  { command: "/invite", description: "Bring somebody into this channel", usage_hint: "@Drumbeat" },
  { command: "/kick", description: "Take somebody out of this channel", usage_hint: "@Ben" },
  { command: "/leave", description: "Leave this channel", usage_hint: "" },
];

export function suggestions(input, name) {
  const list = el("ul", { role: "listbox", id: `${name}-suggestions`, class: "suggestions", hidden: true });
  const hint = el("p", { class: "usage", hidden: true });
  let offered = [];
  let at = 0;
  let knownCommands = "";
  input.setAttribute("aria-controls", list.id);

  function draw() {
    offered = matching(input);
    at = 0;
    show();
    const usage = usageOf(input.value);
    hint.hidden = !usage;
    hint.textContent = usage ?? "";
  }

  function show() {
    place(list, offered.map((each, index) => row(each, index === at, `${list.id}-${index}`, () => choose(index))));
    list.hidden = !offered.length;
    if (offered.length) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function hide() {
    offered = [];
    show();
  }

  // The app may declare its commands while one types.
  function refresh() {
    const known = JSON.stringify(page.seen.commands);
    if (known !== knownCommands && document.activeElement === input) draw();
    knownCommands = known;
  }

  function choose(index) {
    const { from, until, words } = offered[index];
    input.setRangeText(`${words} `, from, until, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }

  // True when the key was meant for the list.
  function takes(event) {
    if (!offered.length) return false;
    const typedOut = offered[at].words.toLowerCase() === input.value.slice(offered[at].from, offered[at].until).toLowerCase();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length;
      show();
    } else if (event.key === "Escape") hide();
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !typedOut)) choose(at);
    else return false;
    event.preventDefault();
    return true;
  }

  return { node: el("div", { class: "suggesting" }, list, hint), draw, hide, refresh, takes };
}

function row(each, selected, id, choose) {
  const attributes = { role: "option", id, "aria-selected": String(selected), onpointerdown: (event) => (event.preventDefault(), choose()) };
  return el("li", attributes, el("b", {}, each.words), " ", el("span", { class: "hint" }, each.hint), el("small", {}, each.about));
}

// [{from, until, words, hint, about}]: what may take the place of the text between `from` and `until`
function matching(input) {
  const until = input.selectionStart;
  const typed = input.value.slice(0, until);
  if (/^\/\S*$/.test(typed)) return commands(typed.toLowerCase(), until);
  const [, mark, begun] = /(?:^|\s)([@#])([\w.-]*)$/.exec(typed) ?? [];
  if (!mark) return [];
  const from = until - begun.length - 1;
  const names = mark === "@" ? people() : page.seen.channels.filter((each) => each.name).map((each) => ({ name: each.name, about: each.topic }));
  const fits = names.filter((each) => each.name.toLowerCase().startsWith(begun.toLowerCase()));
  return fits.slice(0, MOST).map((each) => ({ from, until, words: mark + each.name, hint: "", about: each.about }));
}

const people = () => page.seen.people.filter((each) => !each.deactivated).map((each) => ({ name: each.name, about: each.title }));

function commands(begun, until) {
  const known = [...page.seen.commands, ...BUILT_IN].filter((each) => each.command.startsWith(begun));
  return known.map((each) => ({ from: 0, until, words: each.command, hint: each.usage_hint ?? "", about: each.description ?? "" })).slice(0, MOST);
}

// While the words of a command are typed, how it is used.
function usageOf(typed) {
  const [, command] = /^(\/\S+)\s+$/.exec(typed) ?? [];
  return [...page.seen.commands, ...BUILT_IN].find((each) => each.command === command)?.usage_hint || null;
}
