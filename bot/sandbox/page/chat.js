// The middle pane: the open chat's head and its log of messages.

import { postBlocked } from "./api.js";
import { avatar, byId, el, icon } from "./dom.js";
import { article, fill } from "./message.js";
import { complain, tellOf, toast } from "./notice.js";
import { menuButton } from "./popup.js";
import { gist, iconOf } from "./roster.js";
import { chatSeen, go } from "./screens.js";
import { byBot, current, findView, isAdmin, markRead, me, messagesOf, on, open, person, state, unread, viewsOf } from "./state.js";
import { day, dayKey, relative } from "./times.js";

const log = byId("log");
const ACTIONS = { typing: "typing…", upload_photo: "sending a picture…", upload_document: "sending a file…" };
const ACTION_STAYS = 5000; // milliseconds, as in Telegram
const NEAR = 80; // pixels from the end that still count as being at the end
const TOGETHER = 300; // seconds within which messages of one sender stand together

let drawn = ""; // key of the view in the log
let unseen = 0; // arrived below what is scrolled into sight
let actionTimer = 0;
let ended = true; // the newest message is in sight, and stays so when the log grows or shrinks

// -- head --------------------------------------------------------------------------------------------

function subtitle(view) {
  if (view.chat.type === "private") return me().blocked ? "bot · you have blocked it" : "bot";
  const where = view.topic ? `${view.chat.title} · ` : "";
  return `${where}${view.chat.members.length} people${isAdmin(view.chat, state.me) ? " · you are an admin" : ""}`;
}

function drawHead() {
  const view = current();
  if (!view) return;
  byId("chat-avatar").replaceChildren(avatar(view.title, view.chatId, iconOf(view)));
  byId("chat-title").textContent = view.title;
  if (!actionTimer) byId("chat-subtitle").textContent = subtitle(view);
  byId("chat-menu").hidden = view.chat.type !== "private";
  log.setAttribute("aria-label", `Messages in ${view.title}`);
  const waiting = state.people.flatMap(({ id }) => viewsOf(id).map(({ key }) => key));
  const count = [...new Set(waiting)].reduce((sum, key) => sum + unread(key).count, 0);
  document.title = `${count ? `(${count}) ` : ""}${view.title} · Tocsin sandbox`;
}

function clearAction() {
  clearTimeout(actionTimer);
  actionTimer = 0;
  byId("chat-subtitle").classList.remove("acting");
  drawHead();
}

function showAction(event) {
  const view = current();
  const threadId = view.chat.is_forum && event.thread_id !== 1 ? event.thread_id || 0 : 0;
  if (event.chat_id !== view.chatId || threadId !== view.threadId) return;
  clearTimeout(actionTimer);
  byId("chat-subtitle").textContent = `${state.bot.first_name} is ${ACTIONS[event.action] ?? ACTIONS.typing}`;
  byId("chat-subtitle").classList.add("acting");
  actionTimer = setTimeout(clearAction, ACTION_STAYS);
}

async function setBlocked(blocked) {
  try {
    await postBlocked(state.me, blocked);
    person(state.me).blocked = blocked;
    toast(blocked ? `${me().first_name} has blocked the bot. It cannot write here now.` : "The bot may write here again.");
  } catch (error) {
    complain(error);
  }
}

// -- log ---------------------------------------------------------------------------------------------

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
const nodeOf = (id) => log.querySelector(`[data-message-id="${Number(id)}"]`);

export function toEnd() {
  log.scrollTop = log.scrollHeight;
  ended = true;
  unseen = 0;
  drawJump();
}

function drawJump() {
  const far = !atEnd();
  byId("jump").hidden = !far;
  byId("jump").setAttribute("aria-label", unseen ? `To the newest message, ${unseen} new` : "To the newest message");
  byId("jump").querySelector("span").textContent = unseen ? String(unseen) : "";
}

/** What can be done in a chat where nothing was said yet. */
function beginnings({ chat }) {
  if (chat.type === "private") return "Press Start, follow something you care about, then publish an article at the news desk: the alert arrives in this chat.";
  if (chat.type === "channel") return "The bot posts here what the channel follows. Its admin manages that from the private chat: /settings, then “A channel …”.";
  if (isAdmin(chat, state.me)) return "You are an admin here: follow something with /follow, and the whole group hears of it.";
  return "Anyone may ask here, as with /status. Only admins change what the group follows.";
}

function emptyCard(view) {
  const heading = view.chat.type === "private" ? "Try the whole bot here" : "No messages yet";
  return el("div", { class: "empty", "data-testid": "empty" }, avatar("", 0, "bell"), el("h2", {}, heading), el("p", {}, beginnings(view)));
}

const together = (one, other) => one && !one.new_chat_members && one.from?.id === other.from?.id && other.date - one.date < TOGETHER
  && dayKey(one.date) === dayKey(other.date);

function append(message, before, view) {
  if (!before || dayKey(before.date) !== dayKey(message.date)) log.append(el("p", { class: "day" }, el("span", {}, day(message.date))));
  const node = article(message, view);
  node.classList.toggle("same", Boolean(together(before, message)));
  log.append(node);
  watchQuotes(node);
  return node;
}

function drawLog() {
  const view = current();
  const { first } = unread(view.key);
  const list = messagesOf(view.key);
  drawn = view.key;
  log.setAttribute("aria-live", "off"); // what was there already is not news
  log.replaceChildren();
  if (!list.length) log.append(emptyCard(view));
  list.forEach((message, at) => {
    if (message.message_id === first && at > 0) log.append(el("p", { class: "fresh", id: "fresh" }, el("span", {}, "New messages")));
    append(message, list[at - 1], view);
  });
  toEnd();
  byId("fresh")?.scrollIntoView({ block: "start" });
  ended = atEnd();
  setTimeout(() => log.setAttribute("aria-live", "polite"));
}

function arrive(message) {
  const stick = atEnd() || !byBot(message);
  log.querySelector(".empty")?.remove();
  const list = messagesOf(state.key);
  append(message, list[list.indexOf(message) - 1], current()).classList.add("arriving");
  if (byBot(message)) clearAction();
  if (stick) toEnd();
  else unseen += 1;
  drawJump();
}

/** Draws an edited message in its place, keeping what the reader had opened and where the focus was. */
function revise(message) {
  const node = nodeOf(message.message_id);
  if (!node) return;
  const stick = atEnd();
  const focusable = () => [...node.querySelectorAll("button, a, [tabindex]")];
  const focus = focusable().indexOf(document.activeElement);
  const opened = [...node.querySelectorAll(".more")].map((more) => more.getAttribute("aria-expanded") === "true");
  const same = node.classList.contains("same");
  fill(node, message, current());
  node.classList.toggle("same", same);
  node.classList.remove("flash");
  void node.offsetWidth; // lets the highlight begin anew
  node.classList.add("flash");
  watchQuotes(node);
  [...node.querySelectorAll(".more")].forEach((more, at) => { if (opened[at]) unfold(more, true); });
  if (focus >= 0) (focusable()[focus] ?? log).focus({ preventScroll: true });
  if (stick) toEnd();
}

function onMessage({ key, message, kind }) {
  if (key === drawn) {
    if (kind === "new") arrive(message);
    else if (kind === "edited") revise(message);
    else nodeOf(message.message_id)?.remove();
    if (!messagesOf(key).length) drawLog();
    if (chatSeen()) markRead(key);
  }
  if (kind === "new" && byBot(message) && !message.silent && !(key === drawn && chatSeen())) announce(key, message);
}

function announce(key, message) {
  const view = findView(key);
  if (!view) return;
  const owner = view.chat.type === "private" ? person(view.chat.person) : null;
  const heading = owner ? (owner.id === state.me ? view.title : `${view.title} to ${owner.first_name}`)
    : view.topic ? `${view.chat.title} · ${view.title}` : view.title;
  const openIt = () => {
    if (!owner && !view.chat.members.includes(state.me)) [state.me] = view.chat.members;
    open(key);
    go("chat");
  };
  tellOf(key, heading, gist(message).slice(0, 140), openIt);
}

// -- quotes, spoilers, jumps -------------------------------------------------------------------------

const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const more = target.parentElement?.querySelector(".more");
    if (more && more.getAttribute("aria-expanded") === "false") more.hidden = target.scrollHeight <= target.clientHeight + 2;
  }
  if (ended) toEnd();
});

function watchQuotes(node) {
  for (const body of node.querySelectorAll(".expandable .quote-body")) widths.observe(body);
}

function unfold(more, yes) {
  more.hidden = false;
  more.setAttribute("aria-expanded", String(yes));
  more.textContent = yes ? "Show less" : "Show more";
  more.previousElementSibling.classList.toggle("clipped", !yes);
}

function reveal(target) {
  for (const cover of target.closest(".text").querySelectorAll(".spoiler")) {
    cover.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    cover.firstElementChild.inert = false;
  }
}

function jumpTo(id) {
  const node = nodeOf(id);
  if (!node) return toast("That message is not here any more.");
  node.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  node.classList.remove("flash");
  void node.offsetWidth;
  node.classList.add("flash");
  node.tabIndex = -1;
  return node.focus({ preventScroll: true });
}

function onLogClick(event) {
  const more = event.target.closest(".more");
  const spoiler = event.target.closest(".spoiler[role]");
  const jump = event.target.closest("[data-jump]");
  if (more) unfold(more, more.getAttribute("aria-expanded") !== "true");
  if (spoiler) reveal(spoiler);
  if (jump) jumpTo(jump.dataset.jump);
}

function onLogKey(event) {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches(".spoiler[role]")) {
    event.preventDefault();
    reveal(event.target);
  }
}

function refreshRelative() {
  for (const node of document.querySelectorAll("time[data-relative]")) node.textContent = relative(Number(node.dataset.relative));
}

const seen = () => { if (chatSeen() && state.key) markRead(state.key); };

export function wireChat() {
  menuButton(byId("chat-menu"), "This chat", () => [{
    testid: "block", act: () => setBlocked(!me().blocked),
    content: [icon("block"), el("span", {}, me().blocked ? "Unblock the bot" : "Block the bot")],
  }]);
  on("roster", drawHead);
  on("view", () => { clearAction(); drawLog(); seen(); });
  on("message", onMessage);
  on("chat_action", showAction);
  on("screen", () => { drawHead(); if (chatSeen()) toEnd(); seen(); });
  document.addEventListener("visibilitychange", seen);
  log.addEventListener("click", onLogClick);
  log.addEventListener("keydown", onLogKey);
  log.addEventListener("focusin", (event) => {
    const body = event.target.closest(".quote-body.clipped");
    if (body) unfold(body.nextElementSibling, true); // what has the focus must be seen
  });
  log.addEventListener("scroll", () => {
    ended = atEnd();
    if (ended) unseen = 0;
    drawJump();
  }, { passive: true });
  new ResizeObserver(() => { if (ended) toEnd(); }).observe(log);
  log.addEventListener("load", () => { if (ended) toEnd(); }, true); // pictures grow the log when they come
  byId("jump").addEventListener("click", () => { toEnd(); log.focus(); });
  setInterval(refreshRelative, 60000);
}
