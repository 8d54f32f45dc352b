// The fields of a form: label, control, hint, and what is wrong with what stands in it.

import { control } from "./controls.js";
import { el, freshId } from "./dom.js";

// surface: {valueOf(block, element), put(block, element, value), use(block, element, value), errors}
export function field(block, surface) {
  const element = block.element;
  const id = freshId("field");
  const error = surface.errors?.[block.block_id];
  const hint = block.hint?.text;
  const { node, labelled } = control(element, {
    id,
    label: block.label.text,
    value: surface.valueOf(block, element),
    block,
    surface,
    changed: (value) => changed(block, element, value, surface),
  });
  const said = [hint && el("p", { class: "hint", id: `${id}-hint` }, hint), error && el("p", { class: "error", id: `${id}-error`, role: "alert" }, error)];
  describe(node, id, hint, error, !block.optional);
  if (block.dispatch_action) sendOnEnter(node, block, element, surface);
  const optional = block.optional ? el("span", { class: "optional" }, "(optional)") : null;
  const label = el(labelled ? "label" : "p", { class: "label", for: labelled ? id : null }, block.label.text, optional && " ", optional);
  return [label, node, ...said].filter(Boolean);
}

const TYPED = /_input$/;

function changed(block, element, value, surface) {
  surface.put(block, element, value);
  if (block.dispatch_action && !TYPED.test(element.type)) surface.use(block, element, value);
}

function describe(node, id, hint, error, required) {
  const target = node.matches("input, textarea, select") ? node : node.querySelector(".combobox input") ?? node;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  if (described) target.setAttribute("aria-describedby", described);
  if (error) target.setAttribute("aria-invalid", "true");
  if (required) target.setAttribute("aria-required", "true");
}

function sendOnEnter(node, block, element, surface) {
  if (!TYPED.test(element.type) || element.multiline) return;
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    surface.use(block, element, node.value || null);
  });
}
