// Times in the reader's own zone and language. Input is Unix seconds everywhere.

const format = (options) => new Intl.DateTimeFormat(undefined, options);
const CLOCK = format({ hour: "2-digit", minute: "2-digit" });
const FULL = format({ dateStyle: "full", timeStyle: "long" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const STEPS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

const dateOf = (unix) => new Date(unix * 1000);
const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
const sameYear = (unix) => dateOf(unix).getFullYear() === new Date().getFullYear();

export const clock = (unix) => CLOCK.format(dateOf(unix));
export const full = (unix) => FULL.format(dateOf(unix));
export const iso = (unix) => dateOf(unix).toISOString();
export const dayKey = (unix) => startOfDay(dateOf(unix)).getTime();

/** "Today", "Yesterday", "27 December", with the year where it is another one. */
export function day(unix) {
  const days = Math.round((startOfDay(new Date()) - startOfDay(dateOf(unix))) / 86400000);
  if (days === 0 || days === 1) {
    const words = RELATIVE.format(-days, "day");
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
  return format({ day: "numeric", month: "long", year: sameYear(unix) ? undefined : "numeric" }).format(dateOf(unix));
}

/** For a list of chats: the hour today, else the day. */
export function brief(unix) {
  if (dayKey(unix) === startOfDay(new Date()).getTime()) return clock(unix);
  return format({ day: "numeric", month: "short" }).format(dateOf(unix));
}

/** "6 hours ago", "in 3 days". */
export function relative(unix) {
  const seconds = unix - Date.now() / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return RELATIVE.format(Math.trunc(seconds / size), unit);
  }
  return RELATIVE.format(0, "minute");
}

/** A date_time entity's words by its format (`r`, or `w?[dD]?[tT]?`); null where the text stands as it is. */
export function formatted(unix, pattern) {
  if (pattern === "r") return relative(unix);
  if (!pattern || !/^w?[dD]?[tT]?$/.test(pattern)) return null;
  const has = (letter) => pattern.includes(letter);
  const date = has("d") || has("D");
  return format({
    weekday: has("w") ? (has("D") ? "long" : "short") : undefined,
    day: date ? "numeric" : undefined,
    month: date ? (has("D") ? "long" : "short") : undefined,
    year: has("D") || (has("d") && !sameYear(unix)) ? "numeric" : undefined,
    hour: has("t") || has("T") ? "2-digit" : undefined,
    minute: has("t") || has("T") ? "2-digit" : undefined,
    second: has("T") ? "2-digit" : undefined,
  }).format(dateOf(unix));
}
