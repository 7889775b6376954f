// The left pane: who one is, and the chats that one sees.

import { avatar, badge, byId, el, icon } from "./dom.js";
import { menuButton } from "./popup.js";
import { go, onPhone } from "./screens.js";
import { become, byBot, lastOf, me, on, open, person, state, unread, viewsOf } from "./state.js";
import { brief, iso } from "./times.js";

/** One line that stands for a message in lists, toasts and reply bars. */
export function gist(message) {
  const words = (message.text ?? message.caption ?? "").replace(/\s+/g, " ").trim();
  if (message.photo) return words ? `Photo: ${words}` : "Photo";
  if (message.document) return `File: ${message.document.file_name ?? "unnamed"}`;
  return words || "Message";
}

export function senderName(message) {
  const one = person(message.outgoing_from ?? message.from?.id);
  return one?.first_name ?? message.from?.first_name ?? state.bot.first_name;
}

/** What stands for a kind of chat. */
export function iconOf({ chat, topic }) {
  return { private: "bell", channel: "horn" }[chat.type] ?? (topic ? "hash" : "people");
}

const privateUnread = (id) => {
  const own = viewsOf(id).find((view) => view.chat.type === "private");
  return own ? unread(own.key) : { count: 0, loud: false };
};

function preview(view) {
  const last = lastOf(view.key);
  if (!last) return el("span", { class: "gist" }, "No messages yet");
  const who = byBot(last) ? "" : last.from?.id === state.me ? "You: " : `${senderName(last)}: `;
  return el("span", { class: "gist", dir: "auto" }, who + gist(last).slice(0, 120));
}

/** Opens a chat. Who pointed at it wants to write there; who came by keyboard stays in the list. */
function enter(key, pointed) {
  open(key);
  go("chat");
  if (pointed && !onPhone()) byId("composer-text").focus();
}

function chatButton(view, picture) {
  const last = lastOf(view.key);
  const isOpen = view.key === state.key;
  return el("li", {}, el("button", {
    type: "button", class: view.topic ? "chat-item topic" : "chat-item", "aria-current": isOpen ? "true" : null,
    "data-testid": "chat-item", "data-key": view.key, onclick: (event) => enter(view.key, event.detail > 0),
  },
  picture,
  el("span", { class: "chat-line" }, el("span", { class: "chat-label", dir: "auto" }, view.title),
    last && el("time", { datetime: iso(last.date) }, brief(last.date))),
  el("span", { class: "chat-line" }, preview(view), badge(unread(view.key)))));
}

function listing() {
  const views = viewsOf(state.me);
  const items = [];
  let forum = null;
  for (const view of views) {
    if (!view.topic) {
      items.push(chatButton(view, avatar(view.title, view.chatId, iconOf(view))));
      continue;
    }
    if (forum?.id !== view.chat.id) {
      forum = view.chat;
      items.push(el("li", { class: "forum" }, avatar(forum.title, forum.id, "people"),
        el("span", { class: "chat-label", dir: "auto" }, forum.title), el("span", { class: "gist" }, "Forum")));
    }
    items.push(chatButton(view, icon("hash")));
  }
  return el("ul", {}, ...items);
}

/** Draws anew and leaves the focus on the chat where it was. */
function draw() {
  const focused = document.activeElement?.dataset?.key;
  const box = byId("chats");
  box.replaceChildren(listing());
  if (focused) box.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  drawPerson();
}

function drawPerson() {
  const others = state.people.filter((one) => one.id !== state.me).map((one) => privateUnread(one.id));
  const waiting = others.reduce((sum, one) => ({ count: sum.count + one.count, loud: sum.loud || one.loud }), { count: 0, loud: false });
  byId("person").replaceChildren(avatar(me().first_name, state.me),
    el("span", { class: "person-words" }, el("span", { class: "hint" }, "You are: "), el("strong", {}, me().first_name)),
    badge(waiting) ?? "", icon("down"));
  const elsewhere = viewsOf(state.me).some((view) => view.key !== state.key && unread(view.key).count > 0);
  byId("back-badge").hidden = !elsewhere && waiting.count === 0;
  byId("back").setAttribute("aria-label", byId("back-badge").hidden ? "Back to chats" : "Back to chats, unread messages there");
}

const choice = (one) => ({
  checked: one.id === state.me,
  testid: `person-${one.id}`,
  act: () => become(one.id),
  content: [avatar(one.first_name, one.id), el("span", { class: "popup-words" }, one.first_name,
    el("span", { class: "hint" }, `@${one.username ?? "no name"}${one.blocked ? " · has blocked the bot" : ""}`)),
  badge(privateUnread(one.id)) ?? (one.id === state.me ? icon("check") : "")],
});

export function wireRoster() {
  menuButton(byId("person"), "Who you are", () => state.people.map(choice));
  on("roster", draw);
}
