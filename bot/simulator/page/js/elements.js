// What people press and choose in messages and on tabs: buttons, menus, pickers, boxes to tick.

import { confirmed } from "./confirm.js";
import { el, freshId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { follow } from "./mentions.js";
import { menuButton } from "./menu.js";
import { control } from "./controls.js";

// The node of one element that acts at once when it is used.
export function element(block, each, surface) {
  if (each.type === "button") return button(block, each, surface);
  if (each.type === "overflow") return overflow(block, each, surface);
  const send = async (value) => {
    if (await confirmed(each.confirm)) await surface.use(block, each, value);
  };
  const { node } = control(each, { label: labelOf(each), value: surface.valueOf(block, each), changed: send, surface, block });
  node.classList.add("element");
  return node;
}

const labelOf = (each) => each.accessibility_label ?? each.placeholder?.text ?? each.type.replaceAll("_", " ");

function button(block, each, surface) {
  const press = async (event) => {
    if (!(await confirmed(each.confirm))) return;
    await whileBusy(event.target.closest("button") ?? node, () => surface.use(block, each));
    follow(each.url);
  };
  const attributes = {
    type: "button",
    class: `button ${each.style ?? ""}`,
    onclick: press,
    "aria-label": each.accessibility_label ?? null,
    "data-key": `${block.block_id} ${each.action_id}`,
  };
  const node = el("button", attributes, withEmoji(each.text.text));
  return node;
}

export async function whileBusy(node, work) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function overflow(block, each, surface) {
  const entries = each.options.map((option) => ({
    label: withEmoji(option.text.text),
    hint: option.description?.text,
    choose: async () => {
      if (await confirmed(each.confirm)) await surface.use(block, each, option.value);
      follow(option.url);
    },
  }));
  return menuButton({ id: freshId("overflow"), label: "More actions", words: "⋯", entries, key: `${block.block_id} ${each.action_id}` });
}
