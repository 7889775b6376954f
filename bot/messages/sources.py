"""Where articles come from and how the bot is doing, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.model import QueueFigures, Source
from bot.messages.message import Button, Message, message, pager
from bot.messages.rich import (
    EMPTY,
    Rich,
    ago,
    bold,
    clip,
    code,
    count,
    fit,
    italic,
    join,
    link,
    one_line,
    plain,
    span,
)

PAGE = 8
OUT_OF_USE = timedelta(days=14)
"""A feed without a new article for this long is said to be quiet."""


def name_of(source: Source) -> str:
    """Its title, else its host."""
    try:
        host = urlsplit(source.url).hostname or source.url
    except ValueError:
        host = source.url
    return clip(one_line(source.title) or host, 60)


def health(source: Source, now: datetime) -> Rich:
    """How a source is doing, in words."""
    if source.failures:
        since = (
            plain(", well ") + ago(source.last_ok_at, now) if source.last_ok_at else plain(", never well yet")
        )
        why = f": {clip(one_line(source.error), 120)}" if source.error else ""
        return plain(f"⚠ failing{why} ({count(source.failures, 'time')}") + since + plain(")")
    if source.last_ok_at is None:
        return plain("not read yet")
    facts = [
        plain("✓ well, read "),
        ago(source.last_ok_at, now),
        plain(f", {count(source.articles, 'article')}"),
    ]
    if source.newest_at is None:
        return join(facts, "")
    quiet = now - source.newest_at > OUT_OF_USE
    return join((*facts, plain(", quiet: newest " if quiet else ", newest "), ago(source.newest_at, now)), "")


def listing(sources: Sequence[Source], page: int, *, now: datetime) -> Message:
    """A page of the sources."""
    if not sources:
        return message(
            plain(
                "No feed is read yet. Articles may still be pushed in; an admin adds feeds with /addsource."
            )
        )
    pages = -(-len(sources) // PAGE)
    page = min(max(page, 0), pages - 1)
    where = f" · page {page + 1} of {pages}" if pages > 1 else ""
    head = bold(count(len(sources), "source")) + plain(where)
    lines = [
        plain("• ") + link(name_of(one), one.url) + plain("\n   ") + health(one, now)
        for one in sources[page * PAGE : (page + 1) * PAGE]
    ]
    shown, _ = fit((head, *lines))
    return message(shown, (pager("sources", page, pages),))


def looking(site: str) -> Message:
    """Fetching takes a while."""
    return message(plain(f"Looking at {clip(one_line(site), 200)} …"))


def removal(sources: Sequence[Source], page: int = 0) -> Message:
    """Which source to read no longer."""
    if not sources:
        return message(plain("No feed is read; there is nothing to remove."))
    pages = -(-len(sources) // PAGE)
    page = min(max(page, 0), pages - 1)
    rows = [
        [Button(f"✕ {name_of(one)}", f"unsource:{one.id}")]
        for one in sources[page * PAGE : (page + 1) * PAGE]
    ]
    return message(plain("Which one shall I read no longer?"), (*rows, pager("unsource-list", page, pages)))


def added(source: Source, titles: Sequence[str], *, created: bool) -> Message:
    """A feed is read from now on; its newest headlines show that it is the right one."""
    head = plain("Reading ") + bold(link(name_of(source), source.url)) + plain(" from now on.")
    known = plain("Already reading ") + bold(link(name_of(source), source.url)) + plain(".")
    lines = [plain(f"• {clip(one_line(title), 150)}") for title in titles[:3]]
    old = (
        italic("What it holds already counts for status and timeline, and rings for nobody.")
        if created
        else EMPTY
    )
    return message(
        join((head if created else known, plain("Newest there:") if lines else EMPTY, *lines, old))
    )


def choices(found: Sequence[tuple[str, str]]) -> Message:
    """A page names several feeds: (title, address)."""
    lines = [
        plain(f"• {clip(one_line(title), 80)}\n") + code(f"/addsource {clip(url, 400)}")
        for title, url in found[:8]
    ]
    shown, _ = fit((plain("That page offers several feeds. Send the one you want:"), *lines))
    return message(shown)


def removed(name: str) -> Message:
    """A feed is read no longer."""
    return message(join((plain("No longer reading "), bold(name), plain(". What came from it stays.")), ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The figures behind /health."""

    now: datetime
    started_at: datetime
    articles: int
    issues: int
    queue: QueueFigures
    reasons: Mapping[str, int]
    sources: Sequence[Source]


def figures(one: Health) -> Message:
    """Lag and queue at a glance, for owners."""
    failing = [source for source in one.sources if source.failures]
    queue = one.queue
    lag = f", the oldest for {span(one.now - queue.oldest_due_at)}" if queue.oldest_due_at else ""
    reasons = ", ".join(
        f"{name.replace('_', ' ')} {number:,}" for name, number in sorted(one.reasons.items())
    )
    lines = (
        bold("Health"),
        plain(f"Running for {span(one.now - one.started_at)}."),
        plain(f"{count(one.articles, 'article')}, {count(one.issues, 'followed issue')}."),
        plain(
            f"Deliveries: {queue.due:,} due{lag}; "
            f"{queue.sent:,} sent, {queue.failed:,} failed, {queue.dead:,} given up."
        ),
        plain(f"Decisions: {reasons}.") if reasons else plain("No decisions yet."),
        plain(f"Sources: {len(one.sources):,}, {len(failing):,} failing."),
        *[
            plain(f"⚠ {name_of(source)}: {clip(one_line(source.error or 'no reason given'), 120)}")
            for source in failing[:5]
        ],
    )
    return message(join(lines))
