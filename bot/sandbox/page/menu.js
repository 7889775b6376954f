// The list over the text box: commands, cards, what may be completed. The focus stays in the text box meanwhile.

import { byId, el } from "./dom.js";

const box = byId("composer-text");
const list = byId("commands");

let shown = [];
let active = 0;

export const menuOpen = () => !list.hidden;

export function closeMenu() {
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

/** Offers items, [{ title, note, act, complete? }], the one at `at` marked; `complete` is what Tab does. None: closes. */
export function openMenu(label, items, at = 0) {
  shown = items;
  if (!items.length) return closeMenu();
  list.setAttribute("aria-label", label);
  list.replaceChildren(...items.map(({ title, note, act }, index) => el("div", {
    role: "option", id: `command-${index}`, "data-testid": "command", "aria-selected": "false", onclick: act,
    onmousemove: () => { if (active !== index) mark(index); },
  }, el("strong", { dir: "auto" }, title), el("span", { dir: "auto" }, note))));
  list.hidden = false;
  byId("command-button").setAttribute("aria-expanded", "true");
  return mark(Math.max(0, at));
}

/** Steers the open list. */
export function menuKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(active + step);
  else if (event.key === "Enter" && !event.shiftKey) shown[active].act();
  else if (event.key === "Tab" && shown[active].complete && !event.shiftKey) { shown[active].complete(); closeMenu(); }
  else if (event.key === "Escape") { closeMenu(); box.focus(); }
  else return;
  event.preventDefault();
}

export function wireMenu() {
  list.addEventListener("keydown", menuKey);
  for (const node of [box, list]) {
    node.addEventListener("blur", ({ relatedTarget: next }) => { if (next !== box && next !== list && next !== byId("command-button")) closeMenu(); });
  }
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the text box
}
