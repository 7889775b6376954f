// Toasts and the alert box: what the page has to say from outside the open chat.

import { byId, el, icon } from "./dom.js";
import { on, state } from "./state.js";

const STAY = { note: 3000, bad: 6000, news: 6000 }; // milliseconds; longer while it is pointed at or focused
const MOST = 2; // news at once

/** A box of the shelf with this id that goes by itself after a while. */
function show(shelf, tone, body, data = {}) {
  const box = el("div", { class: `toast ${tone}`, "data-testid": "toast", ...data });
  const close = () => box.remove();
  box.append(body(close), el("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: close }, icon("close")));
  let timer = setTimeout(close, STAY[tone]);
  for (const name of ["mouseenter", "focusin"]) box.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["mouseleave", "focusout"]) {
    box.addEventListener(name, () => { clearTimeout(timer); timer = setTimeout(close, STAY[tone]); });
  }
  byId(shelf).append(box);
}

/** Shows words over the open chat for a moment, in place of those before. `tone`: "note" or "bad". */
export function toast(words, tone = "note") {
  byId("toasts").replaceChildren();
  show("toasts", tone, () => el("div", { class: "toast-body" }, el("span", { dir: "auto" }, words)));
}

export const complain = (error) => toast(error.message, "bad");

/** Tells of a message in another view, as a button that leads there; takes the place of an earlier one from there. */
export function tellOf(key, heading, words, go) {
  const shelf = byId("news");
  forget(key);
  const lead = (close) => el("button", { type: "button", class: "toast-body", onclick: () => { close(); go(); } },
    el("strong", { dir: "auto" }, heading), el("span", { dir: "auto" }, words));
  show("news", "news", lead, { "data-key": key });
  while (shelf.children.length > MOST) shelf.firstElementChild.remove();
}

const forget = (key) => [...byId("news").children].filter((box) => box.dataset.key === key).forEach((box) => box.remove());

/** Toasts do not follow to another screen or chat, and what is open needs no telling of. */
export function wireNotices() {
  on("screen", () => ["toasts", "news"].forEach((shelf) => byId(shelf).replaceChildren()));
  on("view", () => { byId("toasts").replaceChildren(); forget(state.key); });
}

/** A box that has to be answered; Escape and OK close it and focus goes back where it was. */
export function alertBox(words) {
  byId("alert-text").textContent = words;
  if (!byId("alert").open) byId("alert").showModal();
}

/** A picture as large as the window. */
export function viewer(address, words) {
  const box = byId("viewer");
  const picture = box.querySelector("img");
  picture.src = address;
  picture.alt = words;
  box.onclick = (event) => { if (event.target === box || event.target === picture) box.close(); };
  box.showModal();
}
