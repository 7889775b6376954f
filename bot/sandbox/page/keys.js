// The keyboard that the bot puts under the text box: words to send at a press, or a chat to choose.

import { postShare } from "./api.js";
import { byId, el } from "./dom.js";
import { complain, toast } from "./notice.js";
import { menuButton } from "./popup.js";
import { say } from "./press.js";
import { byBot, current, isAdmin, isForMe, me, messagesOf, on, state } from "./state.js";

const bar = byId("reply-keys");

/** The keyboard of the open chat: the newest one brought for me, until it is taken away or, if it is for once, I wrote. */
function shown() {
  const messages = messagesOf(state.key);
  const bringing = messages.findLast((message) => message.reply_keyboard && isForMe(message, message.reply_keyboard));
  const wrote = messages.some((message) => message.message_id > bringing?.message_id && !byBot(message) && message.from?.id === state.me);
  if (!bringing || (bringing.reply_keyboard.one_time_keyboard && wrote)) return [];
  return bringing.reply_keyboard.keyboard ?? [];
}

/** The chats that a button asks for and that are mine to give. */
function chatsFor(request) {
  return state.chats.filter((chat) => chat.type !== "private" && !chat.migrated_to && chat.members.includes(state.me)
    && (chat.type === "channel") === request.chat_is_channel
    && (!request.user_administrator_rights || isAdmin(chat, state.me))
    && (request.chat_is_forum ?? chat.is_forum) === chat.is_forum);
}

async function share(chat, request) {
  try {
    await postShare({ from_id: state.me, chat_id: chat.id, request_id: request.request_id });
  } catch (error) {
    complain(error);
  }
}

function choices(request) {
  const items = chatsFor(request).map((chat) => ({
    testid: "shared-chat", act: () => share(chat, request), content: [el("span", { dir: "auto" }, chat.title)],
  }));
  return items.length ? items : [{ act: () => {}, content: [el("span", {}, `${me().first_name} has none to give here.`)] }];
}

function key({ text, request_chat: request, ...rest }) {
  const button = el("button", { type: "button", class: "key", "data-testid": "reply-key", dir: "auto" }, text);
  const plain = !Object.keys(rest).some((name) => name.startsWith("request_") || name === "web_app");
  if (request) menuButton(button, text, () => choices(request));
  else button.addEventListener("click", () => (plain ? say(current(), text) : toast("This kind of button does nothing in the sandbox.")));
  return el("div", { class: "key-slot" }, button);
}

function draw() {
  const rows = shown();
  bar.hidden = !rows.length;
  bar.replaceChildren(...rows.map((row) => el("div", { class: "key-row" }, ...row.map(key))));
}

export function wireKeys() {
  on("view", draw);
  on("message", ({ key: where }) => { if (where === state.key) draw(); });
}
