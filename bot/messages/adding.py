"""Adding sources and articles: what was found at an address, what to choose from, what became of it. Decides nothing.

A button here names a link of its own message by its place, so that it works after a restart and stores nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.model import Source
from bot.messages.message import Button, Message, message
from bot.messages.rich import (
    EMPTY,
    Rich,
    ago,
    bold,
    clip,
    count,
    fit,
    is_linkable,
    italic,
    join,
    link,
    one_line,
    plain,
)
from bot.messages.sources import name_of

LINKS = 50
"""Addresses in one message: Telegram heeds a hundred entities."""
_DAY, _WEEK, _MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30.4)
_ARCHIVE = "What it holds already counts for status and timeline, and rings for nobody."


def looking(site: str) -> Message:
    """Fetching takes a while."""
    return message(plain(f"Looking at {clip(one_line(site), 200)} …"))


def looking_at_many(done: int, total: int) -> Message:
    """The same for a list of addresses."""
    return message(plain(f"Looking at {total} addresses, {done} done …"))


def often(times: Sequence[datetime], now: datetime) -> Rich:
    """How often a feed publishes, by what it holds: from the oldest of it to now."""
    known = sorted(at for at in times if at <= now)
    if len(known) < 2 or known[0] == known[-1]:
        return EMPTY
    newest = plain("the newest ") + ago(known[-1], now)
    gap = max((now - known[0]) / len(known), timedelta(seconds=1))
    for length, word in ((_DAY, "day"), (_WEEK, "week"), (_MONTH, "month")):
        if gap <= length:
            return (
                plain(f"Publishes about {count(round(length / gap), 'article')} a {word}, ")
                + newest
                + plain(".")
            )
    return plain("Publishes less than once a month, ") + newest + plain(".")


def added(source: Source, titles: Sequence[str], *, created: bool, pace: Rich = EMPTY) -> Message:
    """A feed is read from now on; its newest headlines show that it is the right one."""
    name = bold(link(name_of(source), source.url))
    head = (
        plain("Reading ") + name + plain(" from now on.")
        if created
        else plain("Already reading ") + name + plain(".")
    )
    lines = [plain(f"• {clip(one_line(title), 150)}") for title in titles[:3]]
    newest = plain("Newest there:") if lines else EMPTY
    return message(join((head, newest, *lines, pace, italic(_ARCHIVE) if created else EMPTY)))


def choices(found: Sequence[tuple[str, str]]) -> Message:
    """A page names several feeds: (title, address)."""
    usable = [(title, url) for title, url in found if is_linkable(url)][:12]
    lines = [_linked(number, title or url, url) for number, (title, url) in enumerate(usable, 1)]
    shown, kept = fit((plain("That page offers several feeds. Which one shall I read?"), *lines))
    rows = [
        [Button(f"{n + 1}. {title or url}", f"feed:{n}")] for n, (title, url) in enumerate(usable[: kept - 1])
    ]
    return message(shown, (*rows, [Button("All of them", "feeds")] if kept > 2 else []))


def offer_feeds(addresses: Sequence[str]) -> Message:
    """Several addresses were sent without a command."""
    usable = [address for address in addresses if is_linkable(address)][:LINKS]
    lines = [_linked(number, address, address) for number, address in enumerate(usable, 1)]
    shown, kept = fit((plain("Shall I read these from now on?"), *lines))
    return message(shown, [[Button(f"Read {count(kept - 1, 'address', 'addresses')}", "feeds")]])


def _linked(number: int, words: str, url: str) -> Rich:
    return plain(f"{number}. ") + link(clip(one_line(words), 80), url)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address of several."""

    address: str
    source: Source | None = None
    created: bool = False
    why_not: str = ""


def summary(outcomes: Sequence[Outcome]) -> Message:
    """What became of a list of addresses; what failed comes first, since something is to be done about it."""
    new = [one for one in outcomes if one.created]
    known = [one for one in outcomes if one.source is not None and not one.created]
    failed = [one for one in outcomes if one.source is None]
    head = bold(f"Reading {count(len(new), 'new feed')} from now on.")
    lines = [
        *(
            plain("Read already: " + ", ".join(name_of(one.source) for one in known[:20] if one.source))
            for _ in known[:1]
        ),
        *(plain(f"✕ {clip(one.address, 100)}: {clip(_bare(one), 200)}") for one in failed),
        *(plain("✓ ") + link(name_of(one.source), one.source.url) for one in new if one.source),
    ]
    shown, kept = fit((head, *lines), limit=3900)
    more = len(lines) + 1 - kept
    return message(join((shown, plain(f"… and {count(more, 'more')}") if more > 0 else EMPTY)))


def _bare(one: Outcome) -> str:
    """The reason without the address that it begins with."""
    return one.why_not.removeprefix(f"{one.address}: ")


def imported(new: int, total: int) -> Message:
    """A list of feeds (OPML) was taken."""
    known = f" {count(total - new, 'feed')} of the file were read already." if total > new else ""
    how = "They are looked at one after another; /sources shows how."
    return message(plain(f"Reading {count(new, 'new feed')} from now on.{known} {how}"))


# -- articles --------------------------------------------------------------------------------------


def offer_article(url: str, *, feed: bool = True) -> Message:
    """An article that is not there yet: take it in, or read its site."""
    words = join(
        (plain("That has not come in: ") + link(clip(one_line(url), 200), url), plain("Shall I take it in?"))
    )
    read = [Button("Read this site's feed", "feed:0")] if feed else []
    return message(words, [[Button("Take it in", "take:0")], read])


def offer_forwarded(links: Sequence[str]) -> Message:
    """A message was forwarded: it may be an article itself, or lead to one."""
    usable = [url for url in links if is_linkable(url)][:1]
    linked = [plain("It links to ") + link(clip(one_line(url), 200), url) for url in usable]
    rows = [
        [Button("Take this message in", "take-message")],
        *[[Button("Take the linked article in", "take:0")] for _ in usable],
    ]
    return message(join((plain("Shall I take that in as an article?"), *linked)), rows)


def taken(title: str, url: str | None, *, new: bool, alerts: int) -> Message:
    """What became of an article that a person brought."""
    name = link(clip(one_line(title) or "the article", 200), url)
    if not new:
        return message(
            plain("It was there already: ") + name + plain(". /why and its link tells what it meant.")
        )
    rang = (
        count(alerts, "chat is told", "chats are told")
        if alerts
        else "nobody is told; /why and its link says why"
    )
    return message(
        join((plain("Taken in: ") + bold(name), plain(f"It counts for status and timeline, and {rang}.")))
    )


# -- well-known feeds ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """A feed of the starter set."""

    key: str
    name: str
    is_read: bool


def offer_starters() -> Button:
    """The way to the well-known feeds."""
    return Button("Choose from well-known feeds", "starters")


def starter_languages(languages: Sequence[tuple[str, str]]) -> Message:
    """Which language the well-known feeds shall be in: (code, name)."""
    buttons = [Button(name, f"starters:{code}") for code, name in languages]
    rows = [buttons[n : n + 3] for n in range(0, len(buttons), 3)]
    return message(plain("Well-known public news feeds. In which language?"), rows)


def starters(language: str, name: str, feeds: Sequence[Offered]) -> Message:
    """The feeds of one language; what is read has a tick."""
    rows = [[Button(f"{'✓' if one.is_read else '＋'} {one.name}", f"starter:{one.key}")] for one in feeds]
    every = [] if all(one.is_read for one in feeds) else [Button("All of them", f"starters-all:{language}")]
    words = join((bold(name), plain("Tap a feed to read it from now on.")))
    return message(words, (*rows, every, [Button("‹ Languages", "starters")]))
