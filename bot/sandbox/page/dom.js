// Builds nodes. Foreign text only ever becomes a text node: nothing in this page parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** An element. `props`: attributes; false, null and undefined leave one out, true sets it bare; `onclick` and the like are listeners. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** One of the icons in index.html. With a label it speaks, without one it is decoration. */
export function icon(name, label = "") {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("class", "icon");
  if (label) {
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", label);
    const title = document.createElementNS(SVG, "title");
    title.textContent = label;
    node.append(title);
  } else node.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  node.append(use);
  return node;
}

/** Which of the five colours somebody or some chat has, always the same one. */
export const hueOf = (id) => String([...String(id).replace(/\D/g, "")].reduce((sum, digit) => sum + Number(digit), 0) % 5);

/** A round picture of a person or chat: two letters, or an icon. */
export function avatar(name, id, iconName = "") {
  const letters = [...name.trim()].slice(0, 1).join("").toUpperCase();
  const hue = iconName === "bell" ? "own" : hueOf(id);
  return el("span", { class: "avatar", "data-hue": hue, "aria-hidden": "true" }, iconName ? icon(iconName) : letters);
}

/** How many are unread, as a badge that says what it counts. */
export function badge({ count, loud }) {
  if (!count) return null;
  const words = `${count} unread${loud ? "" : ", silent"}`;
  return el("span", { class: loud ? "badge" : "badge quiet", "data-testid": "unread" },
    el("span", { "aria-hidden": "true" }, count > 99 ? "99+" : String(count)), el("span", { class: "sr" }, words));
}
