// Writing: the text box, what is offered while one types, replies, and the Start and Unblock button.

import { getCommands, postBlocked } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { toEnd } from "./chat.js";
import { askInline, forgetInline, inlineWords, sendOffer } from "./inline.js";
import { closeMenu, menuKey, menuOpen, openMenu } from "./menu.js";
import { complain } from "./notice.js";
import { say, startWith } from "./press.js";
import { gist, senderName } from "./roster.js";
import { chatSeen } from "./screens.js";
import { current, findMessage, isForMe, lastOf, me, messagesOf, on, state } from "./state.js";

const LIMIT = 4096; // characters that Telegram takes in one message
const WARN = 3800;

const box = byId("composer-text");
const drafts = new Map(); // view key -> { text, replyTo }
const dismissed = new Set(); // "person:view key:message id" of prompts that were waved away

let key = "";
let replyTo = null;
let offered = []; // the commands that this person has in this chat
let filtering = false; // the menu follows what is typed; otherwise its button opened it

// -- the text box ------------------------------------------------------------------------------------

function grow() {
  box.style.height = "auto";
  if (box.scrollHeight) box.style.height = `${Math.min(box.scrollHeight, 200)}px`; // 0 while it is out of sight
  const length = [...box.value].length;
  byId("counter").hidden = length < WARN;
  byId("counter").textContent = `${length} / ${LIMIT}`;
  byId("counter").classList.toggle("over", length > LIMIT);
  byId("send").disabled = !box.value.trim() || length > LIMIT;
}

function write(text) {
  box.value = text;
  grow();
}

async function send(text) {
  const view = current();
  const target = replyTo;
  setReply(null);
  toEnd();
  if (await say(view, text, target)) return true;
  if (state.key === view.key) setReply(target);
  return false;
}

async function submit(event) {
  event?.preventDefault();
  const text = box.value.trim();
  if (!text || byId("send").disabled) return;
  const from = state.key;
  write("");
  closeMenu();
  if (!(await send(text)) && from === state.key && !box.value) write(text); // nothing that was typed is lost
}

// -- replies -----------------------------------------------------------------------------------------

function setReply(id) {
  const message = id && findMessage(state.key, id);
  replyTo = message ? id : null;
  drawHint();
  const bar = byId("replying");
  bar.hidden = !message;
  if (!message) return;
  bar.replaceChildren(icon("reply"),
    el("span", { class: "replying-words" }, el("strong", {}, `Reply to ${senderName(message)}`), el("span", { dir: "auto" }, gist(message).slice(0, 160))),
    el("button", { type: "button", class: "icon-button", "aria-label": "Do not reply", onclick: dismissReply }, icon("close")));
}

const promptId = (id) => `${state.me}:${state.key}:${id}`;

function dismissReply() {
  dismissed.add(promptId(replyTo));
  setReply(null);
  box.focus();
}

const asksMe = (message) => Boolean(message.force_reply) && isForMe(message, message.force_reply);

/** As Telegram does: a message that asks for a reply is being replied to as soon as it is there. */
function followPrompt(message) {
  if (message && asksMe(message) && !dismissed.has(promptId(message.message_id))) setReply(message.message_id);
}

function onMessage({ key: where, message, kind }) {
  if (kind === "deleted" && message.message_id === replyTo) setReply(null);
  if (kind !== "new" || where !== state.key || !asksMe(message)) return;
  followPrompt(message);
  if (chatSeen() && !byId("desk").contains(document.activeElement)) box.focus();
}

// -- the menu of commands ----------------------------------------------------------------------------

async function askCommands() {
  const view = current();
  const { commands } = await getCommands(view.chatId, state.me).catch(() => state); // the state's are those of a private chat
  if (view.key !== state.key) return;
  offered = commands;
  drawMode();
}

/** Sends the command at once, as Telegram does. */
function pick(command) {
  if (filtering) write("");
  closeMenu();
  box.focus();
  send(command);
}

function openCommands(prefix) {
  const fitting = offered.filter(({ command }) => command.startsWith(prefix));
  const items = fitting.map(({ command, description }) => ({
    title: `/${command}`, note: description, act: () => pick(`/${command}`), complete: filtering ? () => write(`/${command} `) : null,
  }));
  openMenu("Commands", items, fitting.findIndex(({ command }) => command === prefix));
}

// -- inline mode -------------------------------------------------------------------------------------

async function sendCard(queryId, resultId) {
  const typed = box.value;
  write("");
  closeMenu();
  toEnd();
  try {
    await sendOffer(current(), queryId, resultId);
  } catch (error) {
    complain(error);
    write(typed);
  }
}

function openPrivate(payload) {
  write("");
  closeMenu();
  startWith(payload ?? "");
}

async function offerCards(words) {
  const answer = await askInline(words).catch(complain);
  if (!answer) return;
  const { inline_query_id: query, results, button } = answer;
  const lead = button ? [{ title: button.text, note: "", act: () => openPrivate(button.start_parameter) }] : [];
  const cards = results.map(({ id, title, description = "" }) => ({ title, note: description, act: () => sendCard(query, id) }));
  openMenu(`Cards of ${state.bot.first_name}`, [...cards, ...lead]);
}

/** Offers the bot's name to whoever begins with an @. */
function offerName() {
  const whole = `@${state.bot.username} `;
  const complete = () => { write(whole); followTyping(); };
  openMenu("Bots", [{ title: whole, note: "Cards to send into this chat: type a name after it", act: complete, complete }]);
}

// -- what is typed -----------------------------------------------------------------------------------

function followTyping() {
  const typed = /^\/([a-z0-9_]*)$/i.exec(box.value);
  const words = inlineWords(box.value);
  filtering = Boolean(typed);
  forgetInline();
  if (typed) openCommands(typed[1].toLowerCase());
  else if (words !== null) offerCards(words);
  else if (box.value.startsWith("@") && `@${state.bot.username}`.startsWith(box.value.toLowerCase())) offerName();
  else closeMenu();
}

function onKey(event) {
  if (event.isComposing) return;
  if (menuOpen()) menuKey(event);
  else if (event.key === "Enter" && !event.shiftKey) submit(event);
  else if (event.key === "ArrowUp" && !box.value) byId("log").focus();
}

function toggleMenu() {
  filtering = false;
  if (menuOpen()) closeMenu();
  else openCommands("");
  box.focus();
}

// -- Start, Unblock, and moving between chats --------------------------------------------------------

function drawMode() {
  const view = current();
  const own = view.chat.type === "private";
  const instead = own && me().blocked ? "Unblock the bot" : own && !messagesOf(view.key).length ? "Start" : "";
  byId("start").hidden = !instead;
  byId("start").textContent = instead;
  byId("composer").hidden = Boolean(instead) || view.chat.type === "channel";
  byId("command-button").hidden = !offered.length;
  drawHint();
}

/** What the empty text box says: what the prompt replied to asks for, else who writes. */
function drawHint() {
  const asked = findMessage(state.key, replyTo)?.force_reply?.input_field_placeholder;
  box.placeholder = asked || (current().chat.type === "private" ? "Message" : `Message as ${me().first_name}`);
}

async function onStart() {
  if (!me().blocked) {
    await send("/start");
    return box.focus();
  }
  try {
    await postBlocked(state.me, false);
    me().blocked = false;
    drawMode();
  } catch (error) {
    complain(error);
  }
  return box.focus();
}

function changeView() {
  if (key && key !== state.key) drafts.set(key, { text: box.value, replyTo });
  if (key !== state.key) {
    const draft = drafts.get(state.key) ?? { text: "", replyTo: null };
    key = state.key;
    write(draft.text);
    setReply(draft.replyTo);
    closeMenu();
  }
  const answered = findMessage(state.key, replyTo);
  if (!answered || (answered.force_reply && !asksMe(answered))) setReply(null); // gone, or it asked somebody else
  if (!replyTo) followPrompt(lastOf(state.key));
  drawMode();
}

export function wireComposer() {
  on("view", changeView);
  on("roster", drawMode);
  on("screen", grow);
  on("view", askCommands);
  on("commands", askCommands);
  on("message", onMessage);
  byId("composer").addEventListener("submit", submit);
  byId("start").addEventListener("click", onStart);
  byId("command-button").addEventListener("click", toggleMenu);
  box.addEventListener("input", () => { grow(); followTyping(); });
  box.addEventListener("keydown", onKey);
  byId("chat").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && replyTo && !event.defaultPrevented) dismissReply();
  });
  byId("log").addEventListener("click", (event) => {
    const reply = event.target.closest("[data-reply]");
    if (reply) { setReply(Number(reply.dataset.reply)); box.focus(); }
  });
  grow();
}
