// The news desk: publishing text, addresses and samples, and the record of what was taken in.

import { getSamples, postDesk, postSample } from "./api.js";
import { byId, el } from "./dom.js";
import { clock, iso } from "./times.js";

const RECORD = "tocsin.taken"; // kept for this tab, so that a reload loses nothing
const MOST = 50;

let taken = [];

function recall() {
  try {
    taken = JSON.parse(sessionStorage.getItem(RECORD)) ?? [];
  } catch {
    taken = [];
  }
}

const alertWords = (count) => (count === 0 ? "no new alert · " : count > 0 ? `${count} ${count === 1 ? "alert" : "alerts"}, sent or held · ` : "");

function line({ at, title, source, mark, alerts }) {
  const tone = { new: "new", "seen already": "seen", "not taken": "bad" }[mark];
  return el("li", { "data-testid": "taken-item" },
    el("span", { class: "taken-title", dir: "auto" }, title),
    el("span", { class: "mark", "data-tone": tone }, mark),
    el("span", { class: "hint" }, source ? el("bdi", {}, `${source} · `) : "", alertWords(alerts), el("time", { datetime: iso(at) }, clock(at))));
}

function draw() {
  byId("taken").replaceChildren(...taken.map(line));
  byId("taken-empty").hidden = taken.length > 0;
}

function record(...lines) {
  taken = [...lines.reverse(), ...taken].slice(0, MOST);
  byId("taken").prepend(...lines.map(line));
  while (byId("taken").children.length > MOST) byId("taken").lastElementChild.remove();
  byId("taken-empty").hidden = true;
  try {
    sessionStorage.setItem(RECORD, JSON.stringify(taken));
  } catch {
    // the record then lasts until the page is left
  }
}

function complain(words) {
  byId("desk-error").textContent = words;
  byId("desk-error").hidden = !words;
  byId("desk-text").toggleAttribute("aria-invalid", Boolean(words));
}

/** Publishes by `post()` and records the outcome. Returns whether it was taken. `name`: what a failure is recorded under. */
async function publish(button, name, post) {
  const at = Date.now() / 1000;
  button.disabled = true;
  complain("");
  try {
    const { articles } = await post();
    if (!articles.length) throw new Error("No article was found in this.");
    record(...articles.map((article) => ({
      at, title: article.title || name, source: article.source ?? "", alerts: article.alerts, mark: article.new === false ? "seen already" : "new",
    })));
    return true;
  } catch (error) {
    complain(error.message);
    record({ at, title: `${name}: ${error.message}`, source: "", mark: "not taken" });
    return false;
  } finally {
    button.disabled = false;
  }
}

async function onPublish(event) {
  event.preventDefault();
  const box = byId("desk-text");
  const text = box.value.trim();
  if (!text) {
    complain("Paste an article's text or a web address first.");
    return box.focus();
  }
  const button = byId("publish").querySelector("button");
  const name = text.split("\n")[0].slice(0, 80);
  if (await publish(button, name, () => postDesk(text))) box.value = "";
  return box.focus();
}

function sample({ id, title, note }) {
  const button = el("button", { type: "button", class: "small-button", "data-testid": "sample", "data-sample": id, "aria-label": `Publish: ${title}` },
    "Publish");
  button.addEventListener("click", async () => {
    await publish(button, title, () => postSample(id));
    button.focus();
  });
  return el("li", {},
    el("span", { class: "sample-words" }, el("strong", { dir: "auto" }, title), el("span", { class: "hint", dir: "auto" }, note ?? "")), button);
}

async function drawSamples() {
  try {
    const samples = await getSamples();
    byId("samples").replaceChildren(...samples.map(sample));
    byId("samples").closest("section").hidden = !samples.length;
  } catch (error) {
    byId("samples").replaceChildren(el("li", { class: "hint" }, error.message));
  }
}

export function wireDesk() {
  recall();
  draw();
  drawSamples();
  byId("publish").addEventListener("submit", onPublish);
  byId("desk-text").addEventListener("input", () => complain(""));
  byId("desk-text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("publish").requestSubmit();
  });
}
