// The thread on the right: a parent and its replies.

import { composer } from "./composer.js";
import { byId, el, keyedRows, stayingAtTheEnd } from "./dom.js";
import { isReply, rows } from "./messages.js";
import { messagesOf, onChange, openChannel, openThread, page } from "./state.js";

const showMessages = keyedRows();
let typing = null;
let shown = null;

export function start() {
  typing = composer({ name: "reply", thread: () => page.thread });
  byId("thread-composer").append(typing.node);
  byId("close-thread").addEventListener("click", close);
  byId("thread").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
  onChange(draw);
}

function close() {
  openThread(null);
  byId("message-input").focus();
}

function draw() {
  const channel = openChannel();
  const parent = page.thread && channel && messagesOf(channel.id).find((message) => message.ts === page.thread);
  byId("thread").hidden = !parent;
  if (!parent) {
    shown = null;
    return;
  }
  const replies = messagesOf(channel.id).filter((message) => isReply(message) && message.thread_ts === parent.ts);
  byId("thread-where").textContent = channel.kind === "im" ? "" : `#${channel.name}`;
  const [day, first] = rows([parent], new Map());
  const answers = rows(replies, new Map()).filter((row, index) => index > 0 || row.key !== day.key);
  const opened = shown !== parent.ts;
  stayingAtTheEnd(byId("thread-messages"), opened, () => showMessages(byId("thread-rows"), [first, count(replies.length), ...answers]));
  typing.draw(null);
  shown = parent.ts;
  if (opened) byId("reply-input").focus();
}

function count(replies) {
  const words = replies === 1 ? "1 reply" : `${replies} replies`;
  return { key: "count", shows: words, make: () => el("div", { class: "count", role: "separator" }, el("span", {}, words)) };
}
