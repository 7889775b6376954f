// Inline mode: what is typed after the bot's name in any chat, what the bot offers for it, and sending one of that.

import { postInline } from "./api.js";
import { on, state } from "./state.js";

const PAUSE = 200; // milliseconds without another letter before the bot is asked
const PATIENCE = 15000;

const asked = new Map(); // inline query id -> what takes the answer
const early = new Map(); // answers that came before the server told us the query's id

let newest = 0;

const pause = (time) => new Promise((done) => { setTimeout(done, time); });

/** The words typed after the bot's name; null where a text does not begin with it. */
export function inlineWords(text) {
  const [name] = text.split(/\s/, 1);
  return text.length > name.length && name.toLowerCase() === `@${state.bot.username}`.toLowerCase() ? text.slice(name.length + 1) : null;
}

/** Makes every question so far a stale one. */
export const forgetInline = () => { newest += 1; };

function answered(id) {
  return new Promise((done) => {
    if (early.has(id)) done(early.get(id));
    else asked.set(id, done);
    early.delete(id);
    setTimeout(() => { asked.delete(id); done(null); }, PATIENCE);
  });
}

/** Asks the bot what it offers for these words: { inline_query_id, results, button }; null once more was typed, or without an answer. */
export async function askInline(words) {
  newest += 1;
  const mine = newest;
  await pause(PAUSE);
  if (mine !== newest) return null;
  const { inline_query_id: id } = await postInline({ from_id: state.me, text: words });
  const answer = await answered(id);
  return mine === newest ? answer : null;
}

export const sendOffer = (view, queryId, resultId) =>
  postInline({ from_id: state.me, chat_id: view.chatId, thread_id: view.threadId, query_id: queryId, result_id: resultId });

export function wireInline() {
  on("inline_answer", (event) => {
    const take = asked.get(event.inline_query_id);
    asked.delete(event.inline_query_id);
    if (take) return take(event);
    early.set(event.inline_query_id, event);
    return setTimeout(() => early.delete(event.inline_query_id), PATIENCE);
  });
}
