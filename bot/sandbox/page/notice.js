// Toasts and the alert box: what the page has to say from outside the open chat.

import { byId, el, icon } from "./dom.js";

const STAY = 7000; // milliseconds; a toast stays while it is pointed at or focused
const MOST = 2;

/** Shows words for a while. With `onopen` it is a button that leads there, and takes the place of an earlier one under its heading. */
export function toast(words, { heading = "", onopen = null, tone = "" } = {}) {
  const body = [heading && el("strong", { dir: "auto" }, heading), el("span", { dir: "auto" }, words)];
  const box = el("div", { class: `toast ${tone}`, "data-testid": "toast", "data-heading": heading });
  const close = () => box.remove();
  box.append(
    onopen ? el("button", { type: "button", class: "toast-body", onclick: () => { close(); onopen(); } }, ...body)
      : el("div", { class: "toast-body" }, ...body),
    el("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: close }, icon("close")),
  );
  let timer = setTimeout(close, STAY);
  for (const name of ["mouseenter", "focusin"]) box.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["mouseleave", "focusout"]) {
    box.addEventListener(name, () => { clearTimeout(timer); timer = setTimeout(close, STAY); });
  }
  const shelf = byId(onopen ? "news" : "toasts");
  [...shelf.children].filter((other) => onopen && other.dataset.heading === heading).forEach((other) => other.remove());
  shelf.append(box);
  while (shelf.children.length > MOST) shelf.firstElementChild.remove();
}

export const complain = (error) => toast(error.message, { tone: "bad" });

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
