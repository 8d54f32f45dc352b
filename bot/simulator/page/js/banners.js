// What went wrong, in sentences, until one closes them.

import { byId, el, keyedRows } from "./dom.js";
import { banners, dismiss, onTrouble, page } from "./state.js";

const LAST = 3;
const show = keyedRows();

export function start() {
  onTrouble(draw);
}

function draw() {
  const rows = banners().slice(-LAST).map((banner) => ({ key: banner.id, shows: banner.text, make: () => node(banner) }));
  show(byId("banners"), page.connected ? rows : [...rows, lost()]);
}

function node(banner) {
  const close = el("button", { type: "button", "aria-label": "Dismiss", onclick: () => dismiss(banner.id) }, "×");
  return el("div", { class: "banner" }, el("span", {}, banner.text), close);
}

function lost() {
  const words = "The simulator does not answer. Trying again…";
  return { key: "lost", shows: words, make: () => el("div", { class: "banner" }, el("span", {}, words)) };
}
