// Making elements. Whatever people or bots wrote goes in as text nodes, never as markup.

// el("button", {class: "primary", onclick: press, disabled: false}, "Send", icon)
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    set(node, name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "style") Object.assign(node.style, value);
  else if (name === "value") node.value = value;
  else if (value === true) node.setAttribute(name, "");
  else node.setAttribute(name, value);
}

export const byId = (id) => document.getElementById(id);

let made = 0;
export const freshId = (what) => `${what}-${++made}`;

// Brings the children of `parent` to `nodes`, moving and removing only what differs: what stays keeps focus and scroll.
export function place(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) {
    if (!wanted.has(child)) child.remove();
  }
  nodes.forEach((node, index) => {
    const standing = parent.childNodes[index];
    if (standing !== node) parent.insertBefore(node, standing ?? null);
  });
}

// A list whose rows are made anew only when what they show has changed: rows.show(parent, [{key, shows, make}])
export function keyedRows() {
  let kept = new Map();
  return function show(parent, rows) {
    const next = new Map();
    for (const { key, shows, make } of rows) {
      const signature = JSON.stringify(shows);
      const before = kept.get(key);
      next.set(key, before && before.signature === signature ? before : { signature, node: make() });
    }
    kept = next;
    place(parent, [...next.values()].map((row) => row.node));
  };
}

const NEAR_THE_END_PX = 80;

// Draws into a box that scrolls; whoever was at its end, or has just come, is at the end of what is new.
export function stayingAtTheEnd(box, arrived, draw) {
  const atEnd = arrived || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_THE_END_PX;
  draw();
  if (atEnd) box.scrollTop = box.scrollHeight;
}
