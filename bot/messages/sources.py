"""Where articles come from and how the bot is doing, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.model import Source
from bot.domain.owed import QueueFigures
from bot.domain.pushes import Push
from bot.messages.message import Button, Message, message, pager
from bot.messages.rich import (
    EMPTY,
    Rich,
    ago,
    bold,
    clip,
    coming,
    count,
    fit,
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
    if source.paused_at is not None:
        ended = f", it failed: {clip(one_line(source.error), 120)}" if source.error else ""
        return plain("⏸ paused ") + ago(source.paused_at, now) + plain(ended)
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
    return join(
        (
            *facts,
            plain(", quiet: newest " if _is_quiet(source, now) else ", newest "),
            ago(source.newest_at, now),
        ),
        "",
    )


def _is_quiet(source: Source, now: datetime) -> bool:
    return source.newest_at is not None and now - source.newest_at > OUT_OF_USE


def listing(sources: Sequence[Source], page: int, *, now: datetime, for_owner: bool = False) -> Message:
    """A page of the sources; whoever owns the bot opens one by its button."""
    if not sources:
        words = plain(
            "No feed is read yet. Articles may still be pushed in; an admin adds feeds with /addsource."
        )
        return message(words, [[Button("Choose from well-known feeds", "starters")]] if for_owner else [])
    pages = -(-len(sources) // PAGE)
    page = min(max(page, 0), pages - 1)
    where = f" · page {page + 1} of {pages}" if pages > 1 else ""
    bad = sum(1 for one in sources if one.failures and one.paused_at is None)
    head = bold(count(len(sources), "source")) + plain(f", {bad:,} failing" if bad else "") + plain(where)
    here = sources[page * PAGE : (page + 1) * PAGE]
    lines = [plain("• ") + link(name_of(one), one.url) + plain("\n   ") + health(one, now) for one in here]
    shown, _ = fit((head, *lines))
    buttons = (
        [Button(f"{_mark(one)} {name_of(one)}", f"source:{one.id}:{page}") for one in here]
        if for_owner
        else []
    )
    rows = [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
    file = [Button("⇩ Export as a file", "sources-file")] if for_owner else []
    return message(shown, (*rows, pager("sources", page, pages), file))


def exported(sources: int) -> Message:
    """What is said under the file of all sources."""
    words = "as OPML, which other readers read too. Send me such a file, and I read its feeds."
    return message(plain(f"{count(sources, 'source')} {words}"))


def _mark(source: Source) -> str:
    return "⏸" if source.paused_at is not None else "⚠" if source.failures else "✓"


def one(source: Source, page: int, *, now: datetime, push: Push | None = None) -> Message:
    """One source: how it is, in words, what happens next, and what can be done. `push`: what its hub agreed to."""
    good = plain("Last good fetch: ") + (
        ago(source.last_ok_at, now) if source.last_ok_at else plain("never yet")
    )
    newest = plain("Newest item: ") + (
        ago(source.newest_at, now) if source.newest_at else plain("no date is known")
    )
    if _is_quiet(source, now):
        newest += plain(" – this feed has fallen quiet")
    lines = (
        bold(link(name_of(source), source.url)),
        plain(clip(one_line(source.url), 300)),
        good + plain(f", {count(source.articles, 'article')} in all"),
        newest,
        _trouble(source),
        _next(source, now),
        _pushed(push, now),
    )
    resting = source.paused_at is not None
    pause = (
        Button("▶ Resume", f"resume:{source.id}:{page}")
        if resting
        else Button("⏸ Pause", f"pause:{source.id}:{page}")
    )
    rows = (
        [Button("↻ Check now", f"check:{source.id}:{page}"), pause],
        [Button("✕ Remove", f"unsource:{source.id}"), Button("‹ All sources", f"sources:{page}")],
    )
    return message(join(lines), rows)


def _trouble(source: Source) -> Rich:
    if not source.failures:
        return EMPTY
    times = "The last fetch failed" if source.failures == 1 else f"The last {source.failures} fetches failed"
    return plain(f"⚠ {times}: {clip(one_line(source.error or 'no reason is known'), 300)}")


def _next(source: Source, now: datetime) -> Rich:
    if source.paused_at is not None:
        return (
            plain("⏸ Paused ") + ago(source.paused_at, now) + plain(". It is read again when you resume it.")
        )
    if source.next_poll_at <= now:
        return plain("Next look: now.")
    again = "It is tried again " if source.failures else "Next look: "
    return plain(again) + coming(source.next_poll_at, now) + plain(".")


def _pushed(push: Push | None, now: datetime) -> Rich:
    """Whether its news come by themselves."""
    if push is None or push.lease_until is None or push.lease_until <= now:
        return EMPTY
    hub = clip(urlsplit(push.hub).hostname or push.hub, 100)
    last = plain(", last ") + ago(push.pinged_at, now) if push.pinged_at else plain(", none so far")
    return plain(f"⚡ Its news come at once, by push from {hub}") + last + plain(".")


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


def removed(name: str) -> Message:
    """A feed is read no longer."""
    return message(join((plain("No longer reading "), bold(name), plain(". What came from it stays.")), ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The figures behind /health."""

    now: datetime
    wrong: Sequence[str] = ()
    """What is wrong just now, in words."""
    started_at: datetime
    articles: int
    issues: int
    queue: QueueFigures
    reasons: Mapping[str, int]
    sources: Sequence[Source]


def figures(one: Health) -> Message:
    """At a glance, for owners: whether all is well, else what is wrong; then lag and queue."""
    failing = [source for source in one.sources if source.failures]
    queue = one.queue
    lag = f", the oldest for {span(one.now - queue.oldest_due_at)}" if queue.oldest_due_at else ""
    reasons = ", ".join(
        f"{name.replace('_', ' ')} {number:,}" for name, number in sorted(one.reasons.items())
    )
    lines = (
        bold(f"⚠ {count(len(one.wrong), 'thing')} to look at" if one.wrong else "✓ All is well"),
        *[plain(f"• {clip(one_line(words), 300)}.") for words in one.wrong],
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
