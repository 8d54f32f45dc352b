// One control for each element that holds a value; `changed` gets what the control API takes for it.

import { checklist, options, select, ticks } from "./choices.js";
import { combobox } from "./combobox.js";
import { el } from "./dom.js";
import { channelLabel } from "./people.js";
import { page } from "./state.js";

const INPUT_TYPES = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", datepicker: "date", timepicker: "time" };

// given: {label, id, value (of a state), changed, surface, block}. The answer: {node, labelled (the control takes a <label>)}
export function control(element, given) {
  const kind = element.type.replace(/^multi_/, "");
  const many = element.type.startsWith("multi_");
  switch (kind) {
    case "static_select":
      return many ? checklist(options(element), element, given) : select(element, given);
    case "external_select":
      return combobox(element, given, many);
    case "users_select":
    case "channels_select":
    case "conversations_select":
      return chosenFrom(kind, many, element, given);
    case "checkboxes":
    case "radio_buttons":
      return ticks(element, given);
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
    case "datepicker":
    case "timepicker":
      return typed(element, given);
    default:
      return { node: el("p", { class: "unknown" }, `A "${element.type}" cannot be shown here.`), labelled: false };
  }
}

// What stands in a state, as the control API takes it: text, a value, an id, or a list of these.
export function valueOf(state) {
  if (!state) return null;
  if ("selected_option" in state) return state.selected_option?.value ?? null;
  if ("selected_options" in state) return (state.selected_options ?? []).map((option) => option.value);
  return Object.entries(state).find(([key]) => key !== "type")?.[1] ?? null;
}

// The value that an element has before anybody touched it.
export function initialValue(element) {
  if (element.initial_option) return element.initial_option.value;
  if (element.initial_options) return element.initial_options.map((option) => option.value);
  return Object.entries(element).find(([key]) => key.startsWith("initial_"))?.[1] ?? null;
}

function typed(element, given) {
  const long = element.type === "plain_text_input" && element.multiline;
  const attributes = {
    id: given.id,
    "data-key": `${given.block.block_id} ${element.action_id}`,
    placeholder: element.placeholder?.text ?? null,
    maxlength: element.max_length ?? null,
    value: given.value ?? "",
    oninput: (event) => given.changed(event.target.value || null),
    "aria-label": given.id ? null : given.label,
  };
  if (long) return { node: el("textarea", { ...attributes, rows: "3" }), labelled: true };
  const type = INPUT_TYPES[element.type] ?? "text";
  const inputmode = element.type === "number_input" ? "decimal" : null;
  return { node: el("input", { ...attributes, type, inputmode }), labelled: true };
}

function chosenFrom(kind, many, element, given) {
  const offered = kind === "users_select" ? people() : channels(kind);
  if (many) return checklist([{ options: offered }], element, given);
  return select({ ...element, options: offered, option_groups: undefined }, given);
}

const asOption = (value, words) => ({ value, text: { type: "plain_text", text: words } });
const people = () => page.seen.people.filter((each) => !each.deactivated).map((each) => asOption(each.id, each.name));

function channels(kind) {
  const direct = kind === "conversations_select";
  const offered = page.seen.channels.filter((each) => !each.archived && (direct || each.kind !== "im"));
  return offered.map((each) => asOption(each.id, each.kind === "im" ? channelLabel(each) : `#${each.name}`));
}
