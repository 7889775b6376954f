// Writing: the text box, the menu of commands, replies, and the Start and Unblock button.

import { getCommands, postBlocked } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { toEnd } from "./chat.js";
import { complain } from "./notice.js";
import { say } from "./press.js";
import { gist, senderName } from "./roster.js";
import { chatSeen } from "./screens.js";
import { current, findMessage, lastOf, me, messagesOf, on, state } from "./state.js";

const LIMIT = 4096; // characters that Telegram takes in one message
const WARN = 3800;

const box = byId("composer-text");
const list = byId("commands");
const drafts = new Map(); // view key -> { text, replyTo }
const dismissed = new Set(); // "person:view key:message id" of prompts that were waved away

let key = "";
let replyTo = null;
let offered = []; // the commands that this person has in this chat
let shown = []; // those in the menu
let active = 0;
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

/** Whether a message asks the person at the page to reply to it; a selective one asks whom it answers or names. */
function asksMe({ force_reply: wanted, reply_to_message: question, text = "" }) {
  if (!wanted) return false;
  if (!wanted.selective || current().chat.type === "private") return true;
  return question?.from?.id === state.me || text.split(/[^@\w]+/).includes(`@${me().username}`);
}

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

const menuOpen = () => !list.hidden;

function closeMenu() {
  list.hidden = true;
  for (const node of [box, list]) node.removeAttribute("aria-activedescendant");
  byId("command-button").setAttribute("aria-expanded", "false");
}

function mark(at) {
  active = (at + shown.length) % shown.length;
  [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
  for (const node of [box, list]) node.setAttribute("aria-activedescendant", `command-${active}`);
  list.children[active].scrollIntoView({ block: "nearest" });
}

function openMenu(prefix) {
  shown = offered.filter(({ command }) => command.startsWith(prefix));
  if (!shown.length) return closeMenu();
  list.replaceChildren(...shown.map(({ command, description }, at) => el("div", {
    role: "option", id: `command-${at}`, "data-testid": "command", "aria-selected": "false",
    onclick: () => pick(at), onmousemove: () => { if (active !== at) mark(at); },
  }, el("strong", {}, `/${command}`), el("span", {}, description))));
  list.hidden = false;
  byId("command-button").setAttribute("aria-expanded", "true");
  return mark(Math.max(0, shown.findIndex(({ command }) => command === prefix)));
}

function followTyping() {
  const typed = /^\/([a-z0-9_]*)$/i.exec(box.value);
  filtering = Boolean(typed);
  if (typed) openMenu(typed[1].toLowerCase());
  else closeMenu();
}

/** Sends the command at once, as Telegram does. */
function pick(at) {
  const command = `/${shown[at].command}`;
  if (filtering) write("");
  closeMenu();
  box.focus();
  send(command);
}

function menuKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(active + step);
  else if (event.key === "Enter" && !event.shiftKey) pick(active);
  else if (event.key === "Tab" && filtering && !event.shiftKey) { write(`/${shown[active].command} `); closeMenu(); }
  else if (event.key === "Escape") { closeMenu(); box.focus(); }
  else return;
  event.preventDefault();
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
  else openMenu("");
  box.focus();
}

// -- Start, Unblock, and moving between chats --------------------------------------------------------

function drawMode() {
  const view = current();
  const own = view.chat.type === "private";
  const instead = own && me().blocked ? "Unblock the bot" : own && !messagesOf(view.key).length ? "Start" : "";
  byId("start").hidden = !instead;
  byId("start").textContent = instead;
  byId("composer").hidden = Boolean(instead);
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
  list.addEventListener("keydown", menuKey);
  for (const node of [box, list]) {
    node.addEventListener("blur", ({ relatedTarget: next }) => { if (next !== box && next !== list && next !== byId("command-button")) closeMenu(); });
  }
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the text box
  byId("log").addEventListener("click", (event) => {
    const reply = event.target.closest("[data-reply]");
    if (reply) { setReply(Number(reply.dataset.reply)); box.focus(); }
  });
  grow();
}
