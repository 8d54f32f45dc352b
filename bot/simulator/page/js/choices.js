// Choosing one of several or several of many: menus, lists to tick, radio buttons.

import { el, freshId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { text } from "./blocks.js";

// The options of an element in their groups: [{label, options}]
export function options(element) {
  return element.option_groups ?? [{ options: element.options ?? [] }];
}

export function select(element, given) {
  const option = (each) => el("option", { value: each.value, selected: each.value === given.value }, withEmoji(each.text.text));
  const groups = options(element).map((group) =>
    group.label ? el("optgroup", { label: group.label.text }, ...group.options.map(option)) : group.options.map(option),
  );
  const nothing = el("option", { value: "" }, element.placeholder?.text ?? "Choose an option");
  const attributes = {
    id: given.id,
    "aria-label": given.id ? null : given.label,
    "data-key": `${given.block.block_id} ${element.action_id}`,
    onchange: (event) => given.changed(event.target.value || null),
  };
  const node = el("select", attributes, nothing, ...groups);
  node.value = given.value ?? "";
  return { node, labelled: true };
}

// Many of many: a box that opens to a list to tick.
export function checklist(groups, element, given) {
  const offered = groups.flatMap((group) => group.options);
  const chosen = new Set(given.value ?? []);
  const summary = el("summary", { "data-key": `${given.block.block_id} ${element.action_id}` });
  const say = () => {
    const names = offered.filter((each) => chosen.has(each.value)).map((each) => withEmoji(each.text.text));
    summary.textContent = names.join(", ") || element.placeholder?.text || "Choose options";
  };
  const toggle = (value, on) => {
    chosen[on ? "add" : "delete"](value);
    say();
    given.changed(offered.map((each) => each.value).filter((each) => chosen.has(each)));
  };
  say();
  const rows = offered.map((each) => tick("checkbox", freshId("many"), each, chosen.has(each.value), (on) => toggle(each.value, on)));
  return { node: el("details", { class: "checklist" }, summary, el("div", { class: "ticks" }, ...rows)), labelled: false };
}

// Checkboxes and radio buttons.
export function ticks(element, given) {
  const one = element.type === "radio_buttons";
  const chosen = new Set(one ? [given.value] : (given.value ?? []));
  const name = freshId("ticks");
  const changed = (value, on) => {
    if (one) return given.changed(value);
    chosen[on ? "add" : "delete"](value);
    return given.changed(element.options.map((each) => each.value).filter((each) => chosen.has(each)));
  };
  const rows = element.options.map((each) =>
    tick(one ? "radio" : "checkbox", name, each, chosen.has(each.value), (on) => changed(each.value, on)),
  );
  const attributes = { class: "ticks", role: one ? "radiogroup" : "group", "aria-label": given.label };
  return { node: el("div", attributes, ...rows), labelled: false };
}

function tick(type, name, option, checked, changed) {
  const input = el("input", { type, name, value: option.value, onchange: (event) => changed(event.target.checked) });
  input.checked = checked;
  const description = option.description ? el("small", {}, text(option.description)) : null;
  return el("label", { class: "tick" }, input, el("span", {}, text(option.text), description));
}
