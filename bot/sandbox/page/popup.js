// A small menu under a button: arrows, Home, End, Enter, Escape; focus goes back to the button.

import { el } from "./dom.js";

let shown = null;

function close(refocus) {
  if (!shown) return;
  const { menu, button, away } = shown;
  shown = null;
  document.removeEventListener("pointerdown", away);
  button.setAttribute("aria-expanded", "false");
  menu.remove();
  if (refocus) button.focus();
}

function steer(event, items) {
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 };
  if (event.key in to) {
    event.preventDefault();
    items[to[event.key]].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.stopPropagation();
    close(event.key === "Escape");
  }
}

function show(button, choices, label) {
  const radio = choices.some((choice) => "checked" in choice);
  const items = choices.map((choice) => el("button", {
    type: "button", role: radio ? "menuitemradio" : "menuitem", tabindex: "-1", "data-testid": choice.testid,
    "aria-checked": radio ? String(Boolean(choice.checked)) : null,
    onclick: () => { close(true); choice.act(); },
  }, ...choice.content));
  const menu = el("div", { class: "popup", role: "menu", "aria-label": label, onkeydown: (event) => steer(event, items) }, ...items);
  const away = (event) => { if (!menu.contains(event.target) && !button.contains(event.target)) close(false); };
  shown = { menu, button, away };
  document.addEventListener("pointerdown", away);
  button.setAttribute("aria-expanded", "true");
  button.after(menu);
  (items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0]).focus();
}

/** Makes `button` open a menu of `choices()`: [{ content: nodes, act, checked?, testid? }]. */
export function menuButton(button, label, choices) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const again = shown?.button === button;
    close(again);
    if (!again) show(button, choices(), label);
  });
}
