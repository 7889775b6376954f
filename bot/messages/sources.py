"""Where articles come from and how the bot is doing, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.model import Source
from bot.domain.owed import NEWEST, QueueFigures
from bot.domain.pushes import Push
from bot.messages.heard import heard
from bot.messages.message import Button, Message, message, on_page, pager
from bot.messages.rich import (
    EMPTY,
    Rich,
    ago,
    bold,
    clip,
    coming,
    counted,
    fit,
    is_linkable,
    join,
    link,
    one_line,
    phrase,
    plain,
    span,
)
from bot.messages.tongue import mark, number, tr

PAGE = 8
KINDS: Mapping[str, str] = {
    "new_story": mark("new story"),
    "new_fact": mark("new fact"),
    "too_many": mark("too many"),
    "backlog": mark("backlog"),
    "new_copy": mark("new copy"),
    "digest": mark("digest"),
    "muted": mark("muted"),
    "quiet": mark("quiet"),
    "missed": mark("missed"),
    "source_left_out": mark("source left out"),
    "word_left_out": mark("word left out"),
    "below_threshold": mark("below threshold"),
    "old_news": mark("old news"),
    "backfill": mark("backfill"),
    "off": mark("off"),
    "chat_gone": mark("chat gone"),
}
"""Reasons of decisions, for their figures."""
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
        paused = phrase("⏸ paused {ago}", ago=ago(source.paused_at, now))
        return (
            phrase("{paused}, it failed: {why}", paused=paused, why=_why(source)) if source.error else paused
        )
    if source.failures:
        return _failing(source, now)
    if source.last_ok_at is None:
        return phrase("not read yet")
    facts = phrase(
        "✓ well, read {ago}, {articles}",
        ago=ago(source.last_ok_at, now),
        articles=counted("{n} article", "{n} articles", source.articles),
    )
    if source.newest_at is None:
        return facts
    newest = ago(source.newest_at, now)
    if _is_quiet(source, now):
        return phrase("{facts}, quiet: newest {ago}", facts=facts, ago=newest)
    return phrase("{facts}, newest {ago}", facts=facts, ago=newest)


def _failing(source: Source, now: datetime) -> Rich:
    failing = phrase("⚠ failing: {why}", why=_why(source)) if source.error else phrase("⚠ failing")
    times = counted("{n} time", "{n} times", source.failures)
    if source.last_ok_at is None:
        return phrase("{failing} ({times}, never well yet)", failing=failing, times=times)
    well = ago(source.last_ok_at, now)
    return phrase("{failing} ({times}, well {ago})", failing=failing, times=times, ago=well)


def _why(source: Source, longest: int = 120) -> str:
    """Why its last poll failed."""
    return clip(one_line(heard(source.error or "")), longest)


def _is_quiet(source: Source, now: datetime) -> bool:
    return source.newest_at is not None and now - source.newest_at > OUT_OF_USE


def listing(sources: Sequence[Source], page: int, *, now: datetime, for_owner: bool = False) -> Message:
    """A page of the sources; whoever owns the bot opens one by its button."""
    if not sources:
        words = phrase(
            "No feed is read yet. Articles may still be pushed in; an admin adds feeds with /addsource."
        )
        return message(words, [[Button(tr("Choose from well-known feeds"), "starters")]] if for_owner else [])
    pages = -(-len(sources) // PAGE)
    page = min(max(page, 0), pages - 1)
    bad = sum(1 for one in sources if one.failures and one.paused_at is None)
    head = bold(counted("{n} source", "{n} sources", len(sources)))
    head = phrase("{sources}, {n} failing", sources=head, n=bad) if bad else head
    head += on_page(page, pages)
    here = sources[page * PAGE : (page + 1) * PAGE]
    lines = [plain("• ") + link(name_of(one), one.url) + plain("\n   ") + health(one, now) for one in here]
    shown, _ = fit((head, *lines))
    buttons = (
        [Button(f"{_mark(one)} {name_of(one)}", f"source:{one.id}:{page}") for one in here]
        if for_owner
        else []
    )
    rows = [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
    file = [Button(tr("⇩ Export as a file"), "sources-file")] if for_owner else []
    return message(shown, (*rows, pager("sources", page, pages), file))


def exported(sources: int) -> Message:
    """What is said under the file of all sources."""
    return message(
        counted(
            "{n} source as OPML, which other readers read too. Send me such a file, and I read its feeds.",
            "{n} sources as OPML, which other readers read too. Send me such a file, and I read its feeds.",
            sources,
        )
    )


def _mark(source: Source) -> str:
    return "⏸" if source.paused_at is not None else "⚠" if source.failures else "✓"


def one(source: Source, page: int, *, now: datetime, push: Push | None = None) -> Message:
    """One source: how it is, in words, what happens next, and what can be done. `push`: what its hub agreed to."""
    good = phrase(
        "Last good fetch: {ago}, {articles} in all",
        ago=ago(source.last_ok_at, now) if source.last_ok_at else phrase("never yet"),
        articles=counted("{n} article", "{n} articles", source.articles),
    )
    newest = phrase(
        "Newest item: {ago}",
        ago=ago(source.newest_at, now) if source.newest_at else phrase("no date is known"),
    )
    if _is_quiet(source, now):
        newest += phrase(" – this feed has fallen quiet")
    lines = (
        bold(link(name_of(source), source.url)),
        plain(clip(one_line(source.url), 300)),
        good,
        newest,
        _trouble(source),
        _next(source, now),
        _pushed(push, now),
    )
    resting = source.paused_at is not None
    pause = (
        Button(tr("▶ Resume"), f"resume:{source.id}:{page}")
        if resting
        else Button(tr("⏸ Pause"), f"pause:{source.id}:{page}")
    )
    rows = (
        [Button(tr("↻ Check now"), f"check:{source.id}:{page}"), pause],
        [Button(tr("✕ Remove"), f"unsource:{source.id}"), Button(tr("‹ All sources"), f"sources:{page}")],
    )
    return message(join(lines), rows)


def _trouble(source: Source) -> Rich:
    if not source.failures:
        return EMPTY
    why = _why(source, 300) or tr("no reason is known")
    if source.failures == 1:
        return phrase("⚠ The last fetch failed: {why}", why=why)
    return counted(
        "⚠ The last {n} fetch failed: {why}", "⚠ The last {n} fetches failed: {why}", source.failures, why=why
    )


def _next(source: Source, now: datetime) -> Rich:
    if source.paused_at is not None:
        return phrase("⏸ Paused {ago}. It is read again when you resume it.", ago=ago(source.paused_at, now))
    if source.next_poll_at <= now:
        return phrase("Next look: now.")
    soon = coming(source.next_poll_at, now)
    return (
        phrase("It is tried again {soon}.", soon=soon)
        if source.failures
        else phrase("Next look: {soon}.", soon=soon)
    )


def _pushed(push: Push | None, now: datetime) -> Rich:
    """Whether its news come by themselves."""
    if push is None or push.lease_until is None or push.lease_until <= now:
        return EMPTY
    hub = clip(urlsplit(push.hub).hostname or push.hub, 100)
    if push.pinged_at is None:
        return phrase("⚡ Its news come at once, by push from {hub}, none so far.", hub=hub)
    return phrase(
        "⚡ Its news come at once, by push from {hub}, last {ago}.", hub=hub, ago=ago(push.pinged_at, now)
    )


def removal(sources: Sequence[Source], page: int = 0) -> Message:
    """Which source to read no longer."""
    if not sources:
        return message(phrase("No feed is read; there is nothing to remove."))
    pages = -(-len(sources) // PAGE)
    page = min(max(page, 0), pages - 1)
    rows = [
        [Button(f"✕ {name_of(one)}", f"unsource:{one.id}")]
        for one in sources[page * PAGE : (page + 1) * PAGE]
    ]
    return message(phrase("Which one shall I read no longer?"), (*rows, pager("unsource-list", page, pages)))


def removed(source: Source) -> Message:
    """A feed is read no longer. Its link is what Undo goes by, so without one there is none."""
    name = link(name_of(source), source.url)
    shown = phrase("No longer reading {name}. What came from it stays.", name=bold(name))
    return message(shown, [[Button(tr("↩ Undo"), "resource:0")]] if is_linkable(source.url) else ())


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
    due = phrase("{n} due", n=queue.due)
    if queue.oldest_due_at:
        due = phrase("{due}, the oldest for {length}", due=due, length=span(one.now - queue.oldest_due_at))
    reasons = tr(", ").join(
        f"{tr(KINDS.get(name, name.replace('_', ' ')))} {number(n)}"
        for name, n in sorted(one.reasons.items())
    )
    lines = (
        bold(
            counted("⚠ {n} thing to look at", "⚠ {n} things to look at", len(one.wrong))
            if one.wrong
            else phrase("✓ All is well")
        ),
        *[plain("• ") + phrase("{why}.", why=clip(one_line(heard(words)), 300)) for words in one.wrong],
        phrase("Running for {length}.", length=span(one.now - one.started_at)),
        phrase(
            "{articles}, {issues}.",
            articles=counted("{n} article", "{n} articles", one.articles),
            issues=counted("{n} followed issue", "{n} followed issues", one.issues),
        ),
        phrase(
            "Deliveries: {due}. Of the newest {n}: {sent} sent, {failed} failed, {dead} given up.",
            due=due,
            n=NEWEST,
            sent=queue.sent,
            failed=queue.failed,
            dead=queue.dead,
        ),
        phrase("Newest decisions: {reasons}.", reasons=plain(reasons))
        if reasons
        else phrase("No decisions yet."),
        phrase("Sources: {n}, {failing} failing.", n=len(one.sources), failing=len(failing)),
        *[
            phrase("⚠ {source}: {why}", source=name_of(source), why=_why(source) or tr("no reason given"))
            for source in failing[:5]
        ],
    )
    return message(join(lines))
