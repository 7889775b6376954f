// One message as nodes: who, what it replies to, picture, text, times, and its buttons.

import { photoAddress } from "./api.js";
import { el, hueOf, icon } from "./dom.js";
import { draw, link, safeAddress } from "./entities.js";
import { gist, senderName } from "./roster.js";
import { byBot, state } from "./state.js";
import { clock, full, iso } from "./times.js";

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff]/;

const waiting = new Set(); // "chat:message:data" of buttons that the bot has not answered yet

const pressKey = (message, data) => `${message.chat.id}:${message.message_id}:${data}`;
export const isWaiting = (message, data) => waiting.has(pressKey(message, data));

/** Marks a button as waiting for the bot's answer, in the model and where it is drawn. */
export function setWaiting(message, data, yes) {
  if (yes) waiting.add(pressKey(message, data));
  else waiting.delete(pressKey(message, data));
  const shown = document.querySelector(`[data-message-id="${message.message_id}"][data-chat-id="${message.chat.id}"]`);
  for (const button of shown?.querySelectorAll("[data-callback]") ?? []) {
    if (button.dataset.callback === data) button.toggleAttribute("data-waiting", yes);
    if (button.dataset.callback === data) button.setAttribute("aria-busy", String(yes));
  }
}

function photo(message) {
  const size = message.photo.reduce((best, one) => (one.width * one.height > best.width * best.height ? one : best));
  const words = message.caption ?? "Photo without a caption";
  return el("button", { type: "button", class: "photo", "aria-label": `Open picture: ${words}`, "data-testid": "photo" },
    el("img", { src: photoAddress(size.file_id), alt: words, width: size.width, height: size.height, loading: "lazy" }));
}

function file({ file_name: name, file_size: size }) {
  const weight = size ? `${Math.max(1, Math.round(size / 1024))} kB` : "";
  return el("div", { class: "file", "data-testid": "file" }, icon("file"),
    el("span", {}, el("strong", { dir: "auto" }, name ?? "File"), el("span", { class: "hint" }, weight)));
}

function replyBar(message) {
  const target = message.reply_to_message;
  if (!target || target.forum_topic_created) return null;
  return el("button", { type: "button", class: "reply-bar", "data-jump": target.message_id, "data-testid": "reply-bar",
    "aria-label": `In reply to ${senderName(target)}: ${gist(target).slice(0, 80)}. Go there` },
  el("strong", { dir: "auto" }, senderName(target)), el("span", { dir: "auto" }, (message.quote?.text ?? gist(target)).slice(0, 160)));
}

function meta(message) {
  const edited = message.edit_date
    && el("span", { class: "edited", title: full(message.edit_date), "data-testid": "edited" }, `edited ${clock(message.edit_date)}`);
  const silent = message.silent && el("span", { class: "silent", "data-testid": "silent", title: "Sent silently" }, icon("bell-off", "sent silently"));
  return el("span", { class: "meta" }, silent, el("time", { datetime: iso(message.date), title: full(message.date) }, clock(message.date)), edited);
}

function keyButton(message, key) {
  const tone = ["danger", "success", "primary"].includes(key.style) ? key.style : null;
  const props = { class: "key", "data-testid": "key", "data-tone": tone, dir: "auto" };
  if (key.url) {
    const address = safeAddress(key.url);
    return address ? link(address, state.bot.username, props) : el("button", { type: "button", ...props, disabled: true }, key.text);
  }
  const busy = isWaiting(message, key.callback_data);
  return el("button", { type: "button", ...props, "data-callback": key.callback_data, "data-copy": key.copy_text?.text,
    "data-waiting": busy, "aria-busy": String(busy) });
}

function keyboard(message) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  return el("div", { class: "keyboard", "data-testid": "keyboard" }, ...rows.map((row) => el("div", { class: "key-row" },
    ...row.map((key) => {
      const node = keyButton(message, key);
      node.append(el("span", {}, key.text), key.url ? icon("out", "opens a link") : "", key.copy_text ? icon("copy", "copies") : "");
      return node;
    }))));
}

/** What happened in the chat, for messages without words of their own; null for an ordinary one. */
function service(message) {
  const names = (users) => users.map((user) => user.first_name).join(", ");
  if (message.new_chat_members) return `${names(message.new_chat_members)} joined`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left`;
  if (message.forum_topic_created) return `Topic “${message.forum_topic_created.name}” was opened`;
  if (message.forum_topic_closed) return "The topic was closed";
  if (message.forum_topic_reopened) return "The topic was opened again";
  if (message.pinned_message) return `${senderName(message)} pinned a message`;
  if (message.new_chat_title) return `The chat is now called “${message.new_chat_title}”`;
  if (message.chat_shared) return `${senderName(message)} chose “${message.chat_shared.title ?? "a chat"}”`;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "The group became a supergroup";
  const plain = message.text !== undefined || message.caption !== undefined || message.photo || message.document;
  return plain ? null : "A message of a kind that this page does not show";
}

/** The text. Its end keeps room for the times, so that they share its last line; not beside text from right to left. */
function words(message, times) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  const room = RIGHT_TO_LEFT.test(text) ? null : [...times.querySelectorAll("time, .edited")].map((part) => part.textContent).join(" ");
  return el("div", { class: "text", dir: "auto", "data-room": room,
    "data-silent": Boolean(room && message.silent), "data-testid": "text" },
  draw(text, message.text === undefined ? message.caption_entities : message.entities, state.bot.username));
}

function bubble(message, { group }) {
  const bot = byBot(message);
  const media = message.photo ? photo(message) : message.document ? file(message.document) : null;
  const times = meta(message);
  const above = message.show_caption_above_media;
  const body = above ? [words(message, times), media] : [media, words(message, times)];
  return el("div", { class: message.photo ? "bubble has-photo" : "bubble" },
    group && message.from?.id !== state.me
      && el("p", { class: "sender", "data-hue": bot ? "own" : hueOf(message.from?.id ?? 0), dir: "auto" }, senderName(message)),
    message.via_bot && el("p", { class: "via hint" }, `via @${message.via_bot.username}`),
    replyBar(message), ...body, times);
}

/** Fills (or fills again, after an edit) the article of a message. `group`: others than two may be writing here. */
export function fill(article, message, view) {
  const said = service(message);
  const mine = message.from?.id === state.me && !byBot(message);
  article.className = said ? "message service" : `message ${mine ? "mine" : "theirs"}`;
  article.setAttribute("aria-label", `${mine ? "You" : senderName(message)}, ${clock(message.date)}${message.silent ? ", sent silently" : ""}`);
  if (said) return article.replaceChildren(el("p", { dir: "auto" }, said));
  const reply = el("button", { type: "button", class: "icon-button reply", "aria-label": "Reply", "data-reply": message.message_id,
    "data-testid": "reply" }, icon("reply"));
  return article.replaceChildren(el("div", { class: "bubble-row" }, bubble(message, { group: view.chat.type !== "private" }), reply),
    keyboard(message) ?? "");
}

export function article(message, view) {
  const node = el("article", { "data-message-id": message.message_id, "data-chat-id": view.chatId, "data-testid": "message" });
  fill(node, message, view);
  return node;
}
