// The form on top of the stack: its fields, what is wrong with them, sending and closing it.

import { blocks } from "./blocks.js";
import { byId, el, keyedRows } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { whileBusy } from "./elements.js";
import { reading } from "./messages.js";
import { act, onChange, page, topModal } from "./state.js";
import { typedIn, viewSurface } from "./surfaces.js";

const FOCUSABLE = "input, textarea, select, summary, .body button";

const show = keyedRows();
let shown = null;
let focusBefore = null;

export function start() {
  onChange(draw);
}

function draw() {
  const view = topModal();
  const layer = byId("modal");
  byId("client").inert = Boolean(view);
  layer.hidden = !view;
  const focused = focusIn(layer);
  const before = shown;
  show(layer, view ? [{ key: view.id, shows: [view.hash, view.errors, page.seen.modals.length, reading()], make: () => dialog(view) }] : []);
  shown = view ? `${view.id} ${view.hash} ${JSON.stringify(view.errors)}` : null;
  if (shown === before) return;
  if (!view) return giveFocusBack();
  if (!before) focusBefore = document.activeElement?.dataset?.key ?? document.activeElement?.id;
  takeFocus(layer, view, focused);
}

function focusIn(layer) {
  const active = document.activeElement;
  if (!layer.contains(active) || !active.dataset.key) return null;
  return { key: active.dataset.key, start: active.selectionStart, end: active.selectionEnd };
}

// Into the first field with an error, else where it was, else into the first field.
function takeFocus(layer, view, focused) {
  const wrong = layer.querySelector("[aria-invalid]");
  const same = focused && layer.querySelector(`[data-key="${CSS.escape(focused.key)}"]`);
  const target = wrong ?? same ?? layer.querySelector(FOCUSABLE) ?? layer.querySelector(".dialog");
  target.focus();
  if (target === same && typeof focused.start === "number") same.setSelectionRange(focused.start, focused.end);
}

function giveFocusBack() {
  const standing = focusBefore && (document.querySelector(`[data-key="${CSS.escape(focusBefore)}"]`) ?? byId(focusBefore));
  (standing ?? byId("message-input"))?.focus();
  focusBefore = null;
}

function dialog(view) {
  const close = (all) => act("close", { view: view.id, all });
  const submit = (event) => {
    event.preventDefault();
    whileBusy(send ?? form, () => act("submit", { view: view.id, values: typedIn(view) }));
  };
  const send = view.submit ? el("button", { type: "submit", class: "button primary" }, withEmoji(view.submit.text)) : null;
  const pressed = (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") close(false);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  };
  const form = el(
    "form",
    {
      class: "dialog",
      role: "dialog",
      "aria-modal": "true",
      "aria-labelledby": "modal-title",
      tabindex: "-1",
      novalidate: true,
      onsubmit: submit,
      onkeydown: pressed,
    },
    el(
      "header",
      {},
      page.seen.modals.length > 1 ? el("button", { type: "button", class: "back", "aria-label": "Back", onclick: () => close(false) }, "‹") : null,
      el("h2", { id: "modal-title" }, withEmoji(view.title?.text ?? "")),
      el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => close(true) }, "×"),
    ),
    el("div", { class: "body" }, ...blocks(view.blocks, viewSurface(view))),
    el("footer", {}, el("button", { type: "button", class: "button", onclick: () => close(false) }, withEmoji(view.close?.text ?? "Cancel")), send),
  );
  return form;
}
