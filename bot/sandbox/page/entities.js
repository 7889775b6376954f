// Draws a message's text from its entities. Offsets are UTF-16 units, which is what JavaScript strings count in.
// Overlapping spans are cut into pieces, so any list of entities gives a proper tree; quotes and code blocks stay whole.

import { el } from "./dom.js";
import { formatted, full, iso } from "./times.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const TINTED = new Set(["mention", "text_mention", "hashtag", "cashtag", "email", "phone_number"]);
const MOST = 200; // Telegram keeps 100; more is somebody's mistake and must not cost the page its speed

/** The address when it is one that may be followed from here, else null. A bare "example.org/x" is taken as http. */
export function safeAddress(raw) {
  const address = String(raw ?? "").trim();
  const whole = /^(https?|tg):/i.test(address) ? address : address.includes("://") ? "" : `http://${address}`;
  try {
    const url = new URL(whole);
    return ["http:", "https:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The payload when the address is a deep link to this bot ("" without one), else null. */
export function startPayload(address, username) {
  if (!address || !username) return null;
  const url = new URL(address);
  const own = username.toLowerCase();
  const name = url.protocol === "tg:" ? url.searchParams.get("domain") : url.pathname.replace(/^\/+|\/+$/g, "");
  const there = url.protocol === "tg:" || ["t.me", "telegram.me"].includes(url.hostname);
  return there && name?.toLowerCase() === own ? url.searchParams.get("start") ?? "" : null;
}

/** A link, opened in another tab; one to this bot itself carries its payload for the page to act on. */
export function link(address, username, props = {}) {
  const payload = startPayload(address, username);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", "data-start": payload, ...props });
}

function usable(text, entities) {
  const spans = [];
  for (const entity of entities.slice(0, MOST)) {
    const start = entity.offset;
    const end = Math.min(start + entity.length, text.length);
    if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end) spans.push({ ...entity, start, end });
  }
  const block = (span) => (BLOCKS.has(span.type) ? 0 : 1);
  return spans.sort((a, b) => block(a) - block(b) || a.start - b.start || b.end - a.end);
}

function time(span, words) {
  const shown = formatted(span.unix_time, span.date_time_format);
  return el("time", {
    datetime: iso(span.unix_time),
    title: full(span.unix_time),
    "data-relative": span.date_time_format === "r" ? span.unix_time : null,
  }, shown ?? words);
}

function quote(expandable) {
  const inner = el("div", { class: "quote-body" });
  if (!expandable) return [el("blockquote", { class: "quote" }, inner), inner];
  inner.classList.add("clipped");
  const more = el("button", { type: "button", class: "more", "aria-expanded": "false", hidden: true, "data-testid": "show-more" },
    "Show more");
  return [el("blockquote", { class: "quote expandable" }, inner, more), inner];
}

function spoiler() {
  const inner = el("span", { inert: true });
  const outer = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, reveal", "data-testid": "spoiler" },
    inner);
  return [outer, inner];
}

/** What stands for one span: [the outer node, the node its text goes into]; a null inner node takes no text. */
function drawSpan(span, words, username) {
  if (span.type === "date_time" && Number.isFinite(span.unix_time) && Math.abs(span.unix_time) < 8e12) return [time(span, words), null];
  if (span.type === "blockquote" || span.type === "expandable_blockquote") return quote(span.type !== "blockquote");
  if (span.type === "spoiler") return spoiler();
  let node = el(TAGS[span.type] ?? "span");
  if (span.type === "text_link" || span.type === "url") {
    const address = safeAddress(span.type === "url" ? words : span.url);
    if (address) node = link(address, username, { title: span.type === "text_link" ? address : null });
  } else if (span.type === "bot_command") {
    node = el("button", { type: "button", class: "command", "data-command": words });
  } else if (span.type === "pre") {
    const code = el("code");
    return [el("pre", { "data-language": span.language, tabindex: "0" }, code), code];
  } else if (TINTED.has(span.type)) node.className = "tinted";
  return [node, node];
}

/** The text with its entities as nodes. `username`: this bot's, so that links to it are known. */
export function draw(text, entities, username) {
  const spans = usable(text, entities ?? []);
  const cuts = [...new Set([0, text.length, ...spans.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  const root = document.createDocumentFragment();
  let open = [];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const active = spans.filter((span) => span.start <= cuts[at] && span.end >= cuts[at + 1]);
    let kept = 0;
    while (kept < open.length && open[kept].span === active[kept]) kept += 1;
    const leftBlock = open.slice(kept).some(({ span }) => BLOCKS.has(span.type));
    open = open.slice(0, kept);
    let piece = text.slice(cuts[at], cuts[at + 1]);
    if (leftBlock && piece.startsWith("\n")) piece = piece.slice(1); // a block ends its line by itself
    if (!piece) continue;
    for (const span of active.slice(kept)) {
      if (open.at(-1)?.inner === null) break;
      const [outer, inner] = drawSpan(span, text.slice(span.start, span.end), username);
      (open.at(-1)?.inner ?? root).append(outer);
      open.push({ span, inner });
    }
    if (open.at(-1)?.inner !== null) (open.at(-1)?.inner ?? root).append(piece);
  }
  return root;
}
