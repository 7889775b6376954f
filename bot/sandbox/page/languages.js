// The language of a person's Telegram app: what the bot goes by as long as nobody chose another.

import { postLanguage } from "./api.js";
import { byId, el } from "./dom.js";
import { complain } from "./notice.js";
import { emit, me, on } from "./state.js";

const LANGUAGES = [["en", "English"], ["uk", "Українська"], ["ru", "Русский"], ["de", "Deutsch"], ["fr", "Français"],
  ["es", "Español"], ["pl", "Polski"], ["hi", "हिन्दी"], ["ar", "العربية"], ["zh-hans", "简体中文"]];

const choice = byId("language");

async function change() {
  const person = me();
  try {
    await postLanguage(person.id, choice.value);
    person.language_code = choice.value;
    emit("commands"); // menus are by language
  } catch (error) {
    complain(error);
    choice.value = person.language_code;
  }
}

export function wireLanguages() {
  choice.append(...LANGUAGES.map(([code, name]) => el("option", { value: code, lang: code }, name)));
  choice.addEventListener("change", change);
  on("roster", () => { choice.value = me().language_code; });
}
