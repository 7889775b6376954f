// Which panes are seen. Wide windows show all three; narrow ones one at a time, with the browser's Back as the way back.

import { byId } from "./dom.js";
import { emit, on, state } from "./state.js";

const app = byId("app");
const phone = window.matchMedia("(max-width: 720px)");
const roomy = window.matchMedia("(min-width: 1100px)");

export const onPhone = () => phone.matches;
export const screen = () => app.dataset.screen;
/** Whether the messages of the open chat are before the reader's eyes. */
export const chatSeen = () => document.visibilityState === "visible" && (!phone.matches || screen() === "chat");

function show(name, focus) {
  app.dataset.screen = name;
  if (focus) ({ list: byId("person"), chat: byId("log"), desk: byId("desk-close") })[name].focus({ preventScroll: true });
  emit("screen");
}

/** Goes to a screen: "list", "chat" or "desk". On wide windows only the focus moves. */
export function go(name) {
  if (name === screen()) return;
  if (phone.matches) history.pushState({ screen: name }, "");
  show(name, phone.matches);
}

function setDesk(open) {
  app.dataset.desk = open ? "open" : "closed";
  byId("desk-toggle").setAttribute("aria-expanded", String(open));
}

function openDesk() {
  if (phone.matches) return go("desk");
  setDesk(true);
  return byId("desk-text").focus();
}

function closeDesk() {
  if (phone.matches) return go("chat");
  setDesk(false);
  return byId("desk-toggle").focus();
}

/** Wires the buttons that move between panes. */
export function wireScreens() {
  setDesk(roomy.matches);
  history.replaceState({ screen: screen() }, "");
  window.addEventListener("popstate", ({ state }) => show(state?.screen ?? "chat", phone.matches));
  byId("back").addEventListener("click", () => go("list"));
  byId("desk-tab").addEventListener("click", openDesk);
  byId("desk-toggle").addEventListener("click", () => (app.dataset.desk === "open" && !phone.matches ? closeDesk() : openDesk()));
  byId("desk-close").addEventListener("click", closeDesk);
  byId("desk").addEventListener("keydown", (event) => { if (event.key === "Escape" && !roomy.matches) closeDesk(); });
  roomy.addEventListener("change", () => setDesk(roomy.matches && state.desk));
  on("view", () => {
    for (const id of ["desk-tab", "desk-toggle"]) byId(id).hidden = !state.desk;
    if (!state.desk) setDesk(false);
  });
}
