// What the page knows: the state as one person sees it, what is open, what was read. Everything draws from here.

import { get, post, Refused } from "./api.js";
import { whereabouts, remember } from "./whereabouts.js";

const TRY_AGAIN_MS = 1000;

export const page = {
  seen: null, // the answer of /control/state, null before the first one
  as: null, // id of the person acted as
  channel: null, // id of the open channel
  tab: "messages", // in the conversation with the bot: messages or home
  thread: null, // ts of the parent whose thread is open
  connected: true,
};

const listeners = [];
const watchers = []; // of what went wrong: they draw even before the first state
const lastRead = new Map(); // `person channel` → ts of the newest message shown
const openBefore = new Map(); // person → channel they had open
const dismissed = new Set(); // ids of banners
let asked = 0;

export const onChange = (listener) => listeners.push(listener);
export const onTrouble = (watcher) => watchers.push(watcher);

export function redraw() {
  if (page.seen) listeners.forEach((listener) => listener());
  watchers.forEach((watcher) => watcher());
}

export const openChannel = () => page.seen?.channels.find((channel) => channel.id === page.channel) ?? null;
export const messagesOf = (channelId) => page.seen?.messages[channelId] ?? [];
export const topModal = () => page.seen?.modals.at(-1) ?? null;

// Follows the simulator for ever: whatever changes there is drawn here.
export async function follow() {
  const { as, channel } = whereabouts();
  page.channel = channel;
  for (;;) {
    await reachable(() => (page.seen ? next() : begin(as)));
  }
}

async function next() {
  await get("changes", { after: page.seen.version });
  await refresh();
}

// Acts as the person named in the address, else as the first who is there.
async function begin(as) {
  const everyone = (await get("world")).people.filter((person) => !person.is_bot && !person.deactivated);
  page.as = (everyone.find((person) => person.id === as) ?? everyone[0]).id;
  await refresh();
}

async function reachable(step) {
  let connected = true;
  try {
    await step();
  } catch (error) {
    if (error instanceof Refused) page.seen = null; // whoever was acted as has gone: begin anew
    else connected = false;
  }
  if (connected !== page.connected) {
    page.connected = connected;
    redraw();
  }
  if (!connected) await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
}

// Asks for the state anew; an answer that was overtaken by a later question is dropped.
export async function refresh() {
  const question = ++asked;
  const seen = await get("state", { as: page.as });
  if (question === asked) take(seen);
}

function take(seen) {
  const firstLook = page.seen?.me.id !== seen.me.id;
  if (firstLook) seen.banners.forEach((banner) => dismissed.add(banner.id));
  page.seen = seen;
  if (!seen.channels.some((channel) => channel.id === page.channel)) page.channel = home(seen);
  openBefore.set(page.as, page.channel);
  markRead();
  remember(page.as, page.channel);
  redraw();
}

function home(seen) {
  const joined = seen.channels.filter((channel) => channel.joined && !channel.archived && channel.kind !== "im");
  return (joined.find((channel) => channel.members.includes(seen.workspace.bot)) ?? joined[0] ?? seen.channels[0]).id;
}

export async function actAs(personId) {
  if (personId === page.as) return;
  page.as = personId;
  page.channel = openBefore.get(personId) ?? page.channel;
  page.thread = null;
  page.tab = "messages";
  await attempt(refresh);
}

export function open(channelId) {
  if (channelId !== page.channel) page.thread = null;
  page.channel = channelId;
  page.tab = "messages";
  openBefore.set(page.as, channelId);
  markRead();
  remember(page.as, channelId);
  redraw();
}

export function openThread(ts) {
  page.thread = ts;
  redraw();
}

function markRead() {
  const newest = messagesOf(page.channel).at(-1);
  if (newest && page.tab === "messages") lastRead.set(`${page.as} ${page.channel}`, newest.ts);
}

// How many messages of others stand in a channel that this person has not looked at.
export function unread(channelId) {
  const read = lastRead.get(`${page.as} ${channelId}`) ?? "";
  return messagesOf(channelId).filter((message) => message.user !== page.as && message.ts > read).length;
}

// Banners of the simulator and of the page itself, those that were not dismissed.
const own = [];
export const banners = () => [...(page.seen?.banners ?? []), ...own].filter((banner) => !dismissed.has(banner.id));

export function dismiss(id) {
  dismissed.add(id);
  redraw();
}

export function tell(sentence) {
  own.push({ id: `page-${own.length}`, text: sentence });
  redraw();
}

// Does something, and shows the sentence when it could not be done; the answer, or null.
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    tell(error instanceof Refused ? error.message : "The simulator does not answer. Is it still running?");
    return null;
  }
}

// Sends one act of the person acted as, and shows what came of it.
export function act(path, body) {
  return attempt(async () => {
    const outcome = await post(path, { as: page.as, ...body });
    await refresh();
    return outcome;
  });
}
