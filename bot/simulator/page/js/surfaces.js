// How the elements of a message or a view are used: what stands in them, and where a press goes.

import { post } from "./api.js";
import { initialValue, valueOf } from "./controls.js";
import { act, attempt, page } from "./state.js";

export function messageSurface(message) {
  return {
    valueOf: (block, element) => {
      const chosen = message.values?.[block.block_id]?.[element.action_id];
      return chosen ? valueOf(chosen) : initialValue(element);
    },
    put: () => {},
    suggest: (block, element, query) =>
      suggested({ channel: message.channel, ts: message.ts, field: block.block_id, query }),
    use: (block, element, value = null) =>
      act("press", { channel: message.channel, ts: message.ts, block_id: block.block_id, action_id: element.action_id, value }),
  };
}

// The options that the bot suggests in a menu of its own making.
async function suggested(where) {
  return (await attempt(() => post("options", { as: page.as, ...where })))?.options ?? [];
}

const drafts = new Map(); // view id → "block action" → value typed here and not sent yet
const place = (block, element) => `${block.block_id} ${element.action_id}`;

export function viewSurface(view) {
  if (!drafts.has(view.id)) drafts.set(view.id, new Map());
  const typed = drafts.get(view.id);
  return {
    errors: view.errors,
    valueOf: (block, element) =>
      typed.has(place(block, element))
        ? typed.get(place(block, element))
        : valueOf(view.values?.[block.block_id]?.[element.action_id]),
    put: (block, element, value) => typed.set(place(block, element), value),
    suggest: (block, element, query) => suggested({ view: view.id, field: block.block_id, query }),
    use: (block, element, value = null) =>
      act("press", { view: view.id, block_id: block.block_id, action_id: element.action_id, value, values: typedIn(view) }),
  };
}

// block_id → value of every field of the form that was touched here.
export function typedIn(view) {
  const typed = drafts.get(view.id) ?? new Map();
  const inputs = view.blocks.filter((block) => block.type === "input");
  const touched = inputs.filter((block) => typed.has(place(block, block.element)));
  return Object.fromEntries(touched.map((block) => [block.block_id, typed.get(place(block, block.element))]));
}
