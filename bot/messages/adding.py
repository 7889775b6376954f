"""Adding sources and articles: what was found at an address, what to choose from, what became of it. Decides nothing.

A button here names a link of its own message by its place, so that it works after a restart and stores nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.model import Source
from bot.messages.heard import heard
from bot.messages.message import Button, Message, message
from bot.messages.rich import (
    EMPTY,
    Rich,
    ago,
    bold,
    clip,
    counted,
    fit,
    is_linkable,
    italic,
    join,
    link,
    one_line,
    phrase,
    plain,
)
from bot.messages.sources import name_of
from bot.messages.tongue import listed, many, mark, region_name, spoken, tr

LINKS = 50
"""Addresses in one message: Telegram heeds a hundred entities."""
_DAY, _WEEK, _MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30.4)
_ARCHIVE = mark("What it holds already counts for status and timeline, and rings for nobody.")


def looking(site: str) -> Message:
    """Fetching takes a while."""
    return message(phrase("Looking at {site} …", site=clip(one_line(site), 200)))


def looking_at_many(done: int, total: int) -> Message:
    """The same for a list of addresses."""
    return message(
        counted(
            "Looking at {n} address, {done} done …",
            "Looking at {n} addresses, {done} done …",
            total,
            done=done,
        )
    )


def often(times: Sequence[datetime], now: datetime) -> Rich:
    """How often a feed publishes, by what it holds: from the oldest of it to now."""
    known = sorted(at for at in times if at <= now)
    if len(known) < 2 or known[0] == known[-1]:
        return EMPTY
    newest = ago(known[-1], now)
    gap = max((now - known[0]) / len(known), timedelta(seconds=1))
    if gap <= _DAY:
        return counted(
            "Publishes about {n} article a day, the newest {ago}.",
            "Publishes about {n} articles a day, the newest {ago}.",
            round(_DAY / gap),
            ago=newest,
        )
    if gap <= _WEEK:
        return counted(
            "Publishes about {n} article a week, the newest {ago}.",
            "Publishes about {n} articles a week, the newest {ago}.",
            round(_WEEK / gap),
            ago=newest,
        )
    if gap <= _MONTH:
        return counted(
            "Publishes about {n} article a month, the newest {ago}.",
            "Publishes about {n} articles a month, the newest {ago}.",
            round(_MONTH / gap),
            ago=newest,
        )
    return phrase("Publishes less than once a month, the newest {ago}.", ago=newest)


def added(source: Source, titles: Sequence[str], *, created: bool, pace: Rich = EMPTY) -> Message:
    """A feed is read from now on; its newest headlines show that it is the right one."""
    name = bold(link(name_of(source), source.url))
    head = (
        phrase("Reading {name} from now on.", name=name)
        if created
        else phrase("Already reading {name}.", name=name)
    )
    lines = [plain(f"• {clip(one_line(title), 150)}") for title in titles[:3]]
    newest = phrase("Newest there:") if lines else EMPTY
    shown = join((head, newest, *lines, pace, italic(tr(_ARCHIVE)) if created else EMPTY))
    return message(shown, [[Button(tr("✕ Remove"), f"unsource:{source.id}")]] if created else ())


def brought_back(source: Source) -> Message:
    """A feed that was removed is read again."""
    return message(phrase("Reading {name} again.", name=bold(link(name_of(source), source.url))))


def choices(found: Sequence[tuple[str, str]]) -> Message:
    """A page names several feeds: (title, address)."""
    usable = [(title, url) for title, url in found if is_linkable(url)][:12]
    lines = [_linked(number, title or url, url) for number, (title, url) in enumerate(usable, 1)]
    shown, kept = fit((phrase("That page offers several feeds. Which one shall I read?"), *lines))
    rows = [
        [Button(f"{n + 1}. {title or url}", f"feed:{n}")] for n, (title, url) in enumerate(usable[: kept - 1])
    ]
    return message(shown, (*rows, [Button(tr("All of them"), "feeds")] if kept > 2 else []))


def offer_feeds(addresses: Sequence[str]) -> Message:
    """Several addresses were sent without a command."""
    usable = [address for address in addresses if is_linkable(address)][:LINKS]
    lines = [_linked(number, address, address) for number, address in enumerate(usable, 1)]
    shown, kept = fit((phrase("Shall I read these from now on?"), *lines))
    return message(shown, [[Button(many("Read {n} address", "Read {n} addresses", kept - 1), "feeds")]])


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
    head = bold(counted("Reading {n} new feed from now on.", "Reading {n} new feeds from now on.", len(new)))
    lines = [
        *(
            phrase(
                "Read already: {names}",
                names=plain(listed([name_of(one.source) for one in known[:20] if one.source])),
            )
            for _ in known[:1]
        ),
        *(plain(f"✕ {clip(one.address, 100)}: {clip(_bare(one), 200)}") for one in failed),
        *(plain("✓ ") + link(name_of(one.source), one.source.url) for one in new if one.source),
    ]
    shown, kept = fit((head, *lines), limit=3900)
    more = len(lines) + 1 - kept
    return message(join((shown, phrase("… and {n} more", n=more) if more > 0 else EMPTY)))


def _bare(one: Outcome) -> str:
    """The reason without the address that it begins with."""
    return heard(one.why_not.removeprefix(f"{one.address}: "))


def imported(new: int, total: int) -> Message:
    """A list of feeds (OPML) was taken."""
    known = counted(
        "{n} feed of the file was read already.", "{n} feeds of the file were read already.", total - new
    )
    head = counted("Reading {n} new feed from now on.", "Reading {n} new feeds from now on.", new)
    how = phrase("They are looked at one after another; /sources shows how.")
    return message(join((head, known if total > new else EMPTY, how), " "))


# -- articles --------------------------------------------------------------------------------------


def offer_article(url: str, *, feed: bool = True) -> Message:
    """An article that is not there yet: take it in, or read its site."""
    asked = join(
        (
            phrase("That has not come in: {link}", link=link(clip(one_line(url), 200), url)),
            phrase("Shall I take it in?"),
        )
    )
    read = [Button(tr("Read this site's feed"), "feed:0")] if feed else []
    return message(asked, [[Button(tr("Take it in"), "take:0")], read])


def offer_forwarded(links: Sequence[str]) -> Message:
    """A message was forwarded: it may be an article itself, or lead to one."""
    usable = [url for url in links if is_linkable(url)][:1]
    linked = [phrase("It links to {link}", link=link(clip(one_line(url), 200), url)) for url in usable]
    rows = [
        [Button(tr("Take this message in"), "take-message")],
        *[[Button(tr("Take the linked article in"), "take:0")] for _ in usable],
    ]
    return message(join((phrase("Shall I take that in as an article?"), *linked)), rows)


def taken(title: str, url: str | None, *, new: bool, alerts: int) -> Message:
    """What became of an article that a person brought."""
    name = link(clip(one_line(title) or tr("the article"), 200), url)
    if not new:
        return message(
            phrase("It was there already: {article}. /why and its link tells what it meant.", article=name)
        )
    rang = (
        counted(
            "It counts for status and timeline, and {n} chat is told.",
            "It counts for status and timeline, and {n} chats are told.",
            alerts,
        )
        if alerts
        else phrase("It counts for status and timeline, and nobody is told; /why and its link says why.")
    )
    return message(join((phrase("Taken in: {article}", article=bold(name)), rang)))


# -- well-known feeds ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """A feed of the starter set."""

    key: str
    name: str
    is_read: bool
    region: str = ""
    """Where its news is from, where that tells it from others; a code of CLDR."""


def starter_languages(languages: Sequence[tuple[str, str]]) -> Message:
    """Which language the well-known feeds shall be in: (code, name). The one that is spoken leads."""
    ordered = sorted(languages, key=lambda one: one[0] != spoken())
    buttons = [Button(name, f"starters:{code}") for code, name in ordered]
    rows = [buttons[n : n + 3] for n in range(0, len(buttons), 3)]
    return message(phrase("Well-known public news feeds. In which language?"), rows)


def starters(language: str, name: str, feeds: Sequence[Offered]) -> Message:
    """The feeds of one language; what is read has a tick."""
    rows = [
        [Button(f"{'✓' if one.is_read else '＋'} {one.name}{_from(one.region)}", f"starter:{one.key}")]
        for one in feeds
    ]
    every = (
        [] if all(one.is_read for one in feeds) else [Button(tr("All of them"), f"starters-all:{language}")]
    )
    shown = join((bold(name), phrase("Tap a feed to read it from now on.")))
    return message(shown, (*rows, every, [Button(tr("‹ Languages"), "starters")]))


def _from(region: str) -> str:
    return f" · {region_name(region)}" if region else ""
