// Pressing what a message offers: callback buttons, commands, links to the bot itself, copying, pictures.

import { postPress, postSend } from "./api.js";
import { byId } from "./dom.js";
import { safeAddress, startPayload } from "./entities.js";
import { setWaiting } from "./message.js";
import { alertBox, complain, toast, viewer } from "./notice.js";
import { go } from "./screens.js";
import { current, findMessage, on, open, state, viewsOf } from "./state.js";

const PATIENCE = 15000; // milliseconds; about when Telegram's own clients give up

const asked = new Map(); // callback query id -> what stops the waiting
const early = new Map(); // answers that came before the server told us the query's id

function answer(event) {
  const payload = startPayload(event.url && safeAddress(event.url), state.bot.username);
  if (event.text && event.show_alert) alertBox(event.text);
  else if (event.text) toast(event.text);
  if (payload !== null) startWith(payload);
}

function onAnswer(event) {
  const id = String(event.callback_query_id);
  const stop = asked.get(id);
  if (!stop) {
    early.set(id, event);
    setTimeout(() => early.delete(id), PATIENCE);
    return;
  }
  stop();
  answer(event);
}

async function press(message, data) {
  setWaiting(message, data, true);
  try {
    const { callback_query_id: query } = await postPress({ chat_id: message.chat.id, message_id: message.message_id, from_id: state.me, data });
    const id = String(query);
    const timer = setTimeout(() => { stop(); toast("The bot has not answered this button. Try it again.", "bad"); }, PATIENCE);
    const stop = () => { clearTimeout(timer); asked.delete(id); setWaiting(message, data, false); };
    asked.set(id, stop);
    const came = early.get(id);
    if (came) { early.delete(id); onAnswer(came); }
  } catch (error) {
    setWaiting(message, data, false);
    complain(error);
  }
}

/** Sends words into a view as the person at the page. Returns whether the server took them. */
export async function say(view, text, replyTo = null) {
  const message = { chat_id: view.chatId, from_id: state.me, text };
  if (view.threadId) message.thread_id = view.threadId;
  if (replyTo) message.reply_to_message_id = replyTo;
  try {
    await postSend(message);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** A t.me link to this bot: its private chat opens and says /start with the payload, as Telegram does. */
export function startWith(payload) {
  const own = viewsOf(state.me).find((view) => view.chat.type === "private");
  if (!own) return;
  open(own.key);
  go("chat");
  say(own, payload ? `/start ${payload}` : "/start");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast("This browser does not let the page copy.", "bad");
  }
}

function onClick(event) {
  const target = event.target.closest("[data-callback], [data-copy], [data-command], [data-start], .photo, button.key");
  if (!target) return;
  const holder = target.closest("[data-message-id]");
  const message = findMessage(state.key, Number(holder?.dataset.messageId));
  if (target.matches(".photo")) viewer(target.firstElementChild.src, target.firstElementChild.alt);
  else if ("start" in target.dataset) { event.preventDefault(); startWith(target.dataset.start); }
  else if ("command" in target.dataset) say(current(), target.dataset.command);
  else if ("copy" in target.dataset) copy(target.dataset.copy);
  else if ("callback" in target.dataset) { if (!target.hasAttribute("data-waiting")) press(message, target.dataset.callback); }
  else toast("This kind of button does nothing in the sandbox.");
}

export function wirePress() {
  byId("log").addEventListener("click", onClick);
  on("callback_answer", onAnswer);
}
