// Keeps the stream of events open. When the server is gone it says so, tries again, and fetches what was missed.

import { eventsAddress } from "./api.js";
import { byId } from "./dom.js";
import { apply, load, state } from "./state.js";

const FIRST = 1000; // milliseconds until the first new try; doubled each time
const LONGEST = 8000;

let wait = FIRST;

function say(words) {
  const line = byId("status");
  line.textContent = words;
  line.hidden = !words;
}

function listen(since) {
  const source = new EventSource(eventsAddress(since));
  source.onopen = () => {
    wait = FIRST;
    say("");
  };
  source.onmessage = ({ data }) => apply(JSON.parse(data));
  source.onerror = () => {
    source.close();
    say("The sandbox does not answer. Trying again… Your messages are kept there.");
    retry();
  };
}

function retry() {
  setTimeout(start, wait);
  wait = Math.min(wait * 2, LONGEST);
}

/** Loads everything and listens from there on, for as long as the page lives. */
export async function start() {
  const before = state.cursor;
  try {
    const cursor = await load();
    // Replaying from where we were tells of what came meanwhile; a smaller cursor is a server that began anew.
    listen(before && cursor >= before ? before : cursor);
  } catch {
    say("The sandbox does not answer. Trying again…");
    retry();
  }
}
