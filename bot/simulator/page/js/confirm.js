// "Are you sure?", in the words that the bot gave to an element.

import { text } from "./blocks.js";
import { byId, el, freshId } from "./dom.js";

// True when there is nothing to ask or the person agreed.
export function confirmed(asked) {
  if (!asked) return Promise.resolve(true);
  const before = document.activeElement;
  return new Promise((resolve) => {
    const answer = (yes) => {
      overlay.remove();
      before?.focus();
      resolve(yes);
    };
    const overlay = dialog(asked, answer);
    byId("workspace").append(overlay);
    overlay.querySelector(".primary").focus();
  });
}

function dialog(asked, answer) {
  const title = freshId("confirm");
  const agree = el("button", { type: "button", class: `button ${asked.style ?? "primary"} primary`, onclick: () => answer(true) }, asked.confirm.text);
  const deny = el("button", { type: "button", class: "button", onclick: () => answer(false) }, asked.deny.text);
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    answer(false);
  };
  return el(
    "div",
    { class: "overlay", onkeydown: escape },
    el(
      "div",
      { class: "dialog small", role: "alertdialog", "aria-modal": "true", "aria-labelledby": title },
      el("header", {}, el("h2", { id: title }, asked.title.text)),
      el("div", { class: "body" }, text(asked.text)),
      el("footer", {}, deny, agree),
    ),
  );
}
