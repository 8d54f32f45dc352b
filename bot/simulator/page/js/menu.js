// A button that opens a small menu; arrows move in it, Escape closes it.

import { el } from "./dom.js";

// entries: [{label, hint, choose}]
export function menuButton({ id, label, words, entries, key }) {
  const items = entries.map((entry) => item(entry, () => close()));
  const menu = el("div", { id, role: "menu", class: "menu", hidden: true, onkeydown: (event) => moves(event, items, close) }, ...items);
  const opener = el(
    "button",
    {
      type: "button",
      class: "button",
      "aria-label": label,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-key": key,
      onclick: () => (menu.hidden ? open() : close()),
    },
    words,
  );
  const outside = (event) => {
    if (!holder.contains(event.target)) shut();
  };
  function open() {
    menu.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    items[0]?.focus();
  }
  function shut() {
    menu.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
  }
  function close() {
    shut();
    opener.focus();
  }
  const holder = el("span", { class: "menu-holder" }, opener, menu);
  return holder;
}

function item(entry, close) {
  const choose = () => {
    close();
    entry.choose();
  };
  const hint = entry.hint ? el("small", {}, entry.hint) : null;
  return el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: choose }, entry.label, hint);
}

function moves(event, items, close) {
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items[(at + step + items.length) % items.length].focus();
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
