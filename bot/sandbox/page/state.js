// What the page knows: people, chats, messages, what is read. Holds no nodes; whoever draws listens with `on`.
//
// A *view* is one place to read and write in: a private chat, a group, or a topic of a forum. Its key is "chat:thread".

import { getMessages, getState } from "./api.js";

const READ = "tocsin.read"; // view key -> the newest message id that was read
const PLACE = "tocsin.place"; // { me, key }: who and where one was before a reload

export const state = { bot: { first_name: "Tocsin", username: "" }, people: [], chats: [], commands: [], desk: true, me: null, key: "", cursor: 0 };

const messages = new Map();
const listeners = new Map();
let read = recall(READ, {});

function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise; // storage is closed or holds something else: the page works, it only forgets
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // as above
  }
}

/** Calls `listener` at each `topic`: "roster" (anything that lists show), "view" (another chat is open), "message". */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

export function emit(topic, ...values) {
  for (const listener of listeners.get(topic) ?? []) listener(...values);
}

// -- people and views --------------------------------------------------------------------------------

export const person = (id) => state.people.find((one) => one.id === id) ?? null;
export const me = () => person(state.me);
const thread = (chat, id) => (chat?.is_forum && id && id !== 1 ? id : 0);
const keyOf = (chatId, threadId) => `${chatId}:${threadId}`;

function viewsOfChat(chat) {
  const topics = chat.is_forum ? chat.topics : [null];
  return topics.map((topic) => {
    const threadId = thread(chat, topic?.thread_id);
    const title = chat.type === "private" ? state.bot.first_name : topic?.name ?? chat.title;
    return { key: keyOf(chat.id, threadId), chatId: chat.id, threadId, chat, topic, title };
  });
}

/** Every view a person sees: the private chat first, then groups and topics in the server's order. */
export function viewsOf(personId) {
  const own = (chat) => chat.type === "private" && chat.person === personId;
  const here = state.chats.filter((chat) => !chat.migrated_to);
  const mine = here.filter((chat) => own(chat) || (chat.type !== "private" && chat.members.includes(personId)));
  return mine.sort((a, b) => Number(own(b)) - Number(own(a))).flatMap(viewsOfChat);
}

export const findView = (key) => state.chats.flatMap(viewsOfChat).find((view) => view.key === key) ?? null;
export const current = () => findView(state.key);
export const isAdmin = (chat, personId) => (chat.admins ?? []).includes(personId);

/** Whether a message's wish for an answer is meant for the person at the page; a selective one is for whom it answers or names. */
export function isForMe({ reply_to_message: question, text = "" }, wanted) {
  if (!wanted.selective || current().chat.type === "private") return true;
  return question?.from?.id === state.me || text.split(/[^@\w]+/).includes(`@${me().username}`);
}

/** Opens a view, as its person where it is somebody's private chat. */
export function open(key) {
  const view = findView(key);
  if (!view) return;
  if (view.chat.type === "private") state.me = view.chat.person;
  state.key = key;
  keep(PLACE, { me: state.me, key });
  emit("view");
  emit("roster");
}

/** Becomes another person, in the same group where that one is a member too, else in the private chat. */
export function become(personId) {
  const views = viewsOf(personId);
  state.me = personId;
  open((views.find((view) => view.key === state.key) ?? views[0]).key);
}

// -- messages ----------------------------------------------------------------------------------------

export const messagesOf = (key) => messages.get(key) ?? [];
export const lastOf = (key) => messagesOf(key).at(-1) ?? null;
export const findMessage = (key, id) => messagesOf(key).find((message) => message.message_id === id) ?? null;
export const byBot = (message) => person(message.outgoing_from ?? message.from?.id) === null;

/** How many of the bot's messages wait in a view, and whether one of them came with sound. */
export function unread(key) {
  const waiting = messagesOf(key).filter((message) => message.message_id > (read[key] ?? 0) && byBot(message));
  return { count: waiting.length, loud: waiting.some((message) => !message.silent), first: waiting[0]?.message_id ?? null };
}

export function markRead(key) {
  const newest = lastOf(key)?.message_id ?? 0;
  if ((read[key] ?? 0) >= newest) return;
  read = { ...read, [key]: newest };
  keep(READ, read);
  emit("roster");
}

function put(key, message) {
  const list = messagesOf(key);
  const at = list.findIndex((other) => other.message_id >= message.message_id);
  const known = at >= 0 && list[at].message_id === message.message_id;
  if (known) list[at] = { ...message, silent: message.silent ?? list[at].silent };
  else list.splice(at < 0 ? list.length : at, 0, message);
  messages.set(key, list);
  return known;
}

function drop(key, id) {
  messages.set(key, messagesOf(key).filter((message) => message.message_id !== id));
}

/** Takes in one message event and tells "message" with its kind: new, edited or deleted. */
function take(event) {
  const chat = state.chats.find((one) => one.id === event.chat_id);
  const message = event.message ?? { message_id: event.message_id };
  const key = keyOf(event.chat_id, thread(chat, message.message_thread_id ?? event.thread_id));
  if (event.type === "deleted") {
    for (const id of event.message_ids ?? [message.message_id]) {
      drop(key, id);
      emit("message", { key, message: { message_id: id }, kind: "deleted" });
    }
  } else {
    const known = put(key, message);
    if (event.type === "message" && known) return; // a repeat after a reconnect
    emit("message", { key, message, kind: event.type === "message" ? "new" : "edited" });
  }
  emit("roster");
}

/** Takes in one event of the server's stream. Events about presses and typing go on as they are. */
export function apply(event) {
  const gap = event.type === "state" && event.n > state.cursor + 1; // more happened than the server keeps
  state.cursor = Math.max(state.cursor, event.n ?? 0);
  if (gap) load().catch(() => {});
  if (["message", "edited_message", "deleted"].includes(event.type)) take(event);
  else if (event.type === "state") refresh().catch(() => {}); // live.js says so when the server is gone
  else emit(event.type, event);
}

// -- loading -----------------------------------------------------------------------------------------

function adopt({ bot, people, chats, commands, desk = true }) {
  Object.assign(state, { bot, people, chats, commands, desk });
}

async function refresh() {
  const fresh = await getState();
  adopt(fresh);
  emit("roster");
}

async function fetchView(view) {
  const { messages: list } = await getMessages(view.chatId, view.threadId);
  const own = list.filter((message) => thread(view.chat, message.message_thread_id) === view.threadId);
  messages.set(view.key, own);
  const newest = own.at(-1)?.message_id ?? 0;
  if ((read[view.key] ?? 0) > newest) read = { ...read, [view.key]: 0 }; // the server began anew
}

/** Fetches everything afresh: at the start and after the server was gone. Returns the cursor to listen from. */
export async function load() {
  const fresh = await getState();
  adopt(fresh);
  await Promise.all(state.chats.flatMap(viewsOfChat).map(fetchView));
  state.cursor = fresh.cursor;
  const place = recall(PLACE, {});
  const who = person(state.me ?? place.me) ?? state.people[0];
  const views = viewsOf(who.id);
  state.me = who.id;
  open((views.find((view) => view.key === (state.key || place.key)) ?? views[0]).key);
  return fresh.cursor;
}
