"""Names as people type them: splitting, limits, and finding the issue that was meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.matching import nearest
from bot.domain.model import ChatId, Issue, IssueId, Subscription
from bot.domain.named import is_sure
from bot.domain.text import normalise
from bot.errors import StoreError, UserError
from bot.messages import talk
from handlers.ask import OUTDATED
from storage import Transaction

LONGEST = 100
"""Characters of a name."""
MOST = 20
"""Names in one command."""
LIKELY = 0.45
"""From this likeness on a known name is offered."""
NAMED = "="
"""Before a name that stands in a button's data itself; everything else there is an id."""
SHORT_NAME = 40
"""Bytes of such a name."""

_QUOTES = "\"'“”«»„‘’ \t"


@dataclass(frozen=True)
class Meant:
    """The issue that some words mean. `id` 0: nobody ever named it."""

    issue: Issue
    subscription: Subscription | None = None
    note: str = ""
    """Says which name was taken, when it was not the one typed."""


def split(words: str) -> list[str]:
    """The names in a comma or line separated list, each once. UserError for too many, too long, no letters."""
    names: dict[str, str] = {}
    for part in re.split(r"[,;\n،、，]", words):
        name = " ".join(part.split()).strip(_QUOTES).lstrip("#")
        if name:
            names.setdefault(normalise(name), _checked(name))
    if len(names) > MOST:
        raise UserError(f"That is {len(names)} names; please send at most {MOST} at once.")
    return list(names.values())


def _checked(name: str) -> str:
    if len(name) > LONGEST:
        raise UserError(
            f"A name may have {LONGEST} characters; this one has {len(name)}: “{name[:40]}…”. Please shorten it."
        )
    if not any(character.isalnum() for character in name):
        raise UserError(f"“{name}” has no letter in it. Please send a name, as in /follow Zaporizhzhia.")
    return name


def followed(tx: Transaction, chat: ChatId, words: str) -> tuple[Subscription, str] | None:
    """The subscription that the words name, and a note when that was a guess; None when nothing is near."""
    exact = exactly(tx, chat, words)
    if exact is not None:
        return exact, ""
    subscriptions = tx.subscriptions.list_for_chat(chat)
    found = _best(words, [one.issue for one in subscriptions])
    for one in subscriptions:
        if found is not None and one.issue.id == found.id:
            return one, talk.taking(words, one.issue.name)
    return None


def exactly(tx: Transaction, chat: ChatId, words: str) -> Subscription | None:
    """The subscription that has the words for a name, spacing and capitals aside."""
    return _named(tx.subscriptions.list_for_chat(chat), words)


def _named(subscriptions: Sequence[Subscription], name: str) -> Subscription | None:
    wanted = normalise(name)
    for one in subscriptions:
        if wanted in {normalise(other) for other in names_of(one.issue)}:
            return one
    return None


def behind(tx: Transaction, chat: ChatId, key: str) -> Meant:
    """The issue that a button calls by this key, as this chat follows it if it does. UserError for one that the
    store does not have."""
    if key.startswith(NAMED):
        return meant(tx, chat, _typed(key))
    try:
        found = tx.issues.get(IssueId(int(key)))
    except (StoreError, ValueError):
        raise UserError(OUTDATED) from None
    subscriptions = tx.subscriptions.list_for_chat(chat)
    own = next((one for one in subscriptions if one.issue.id == found.id), None)
    subscription = own or _named(subscriptions, found.name)
    return Meant(subscription.issue if subscription else found, subscription)


def to_follow(tx: Transaction, chat: ChatId, key: str) -> Issue:
    """The issue to follow at the press of a button. A name stands for that name alone, without the aliases that
    somebody else gave it."""
    if not key.startswith(NAMED):
        return behind(tx, chat, key).issue
    own = exactly(tx, chat, _typed(key))
    return own.issue if own is not None else tx.issues.ensure(_typed(key))


def short_key(issue: Issue) -> str:
    """The id of an issue that the store has, a short name as it stands; empty for a name that no button can carry."""
    if issue.id:
        return str(issue.id)
    fits = len(issue.name.encode("utf-8")) <= SHORT_NAME and ":" not in issue.name
    return NAMED + issue.name if fits else ""


def _typed(key: str) -> str:
    """The name in a key. Anybody can write a button's data, so it is held to what may be typed."""
    try:
        [name] = split(key.removeprefix(NAMED))
    except ValueError:
        raise UserError(OUTDATED) from None
    return name


def meant(tx: Transaction, chat: ChatId, words: str) -> Meant:
    """What the words mean as they stand: an issue followed here, one followed elsewhere, else just these words."""
    own = exactly(tx, chat, words)
    if own is not None:
        return Meant(own.issue, own)
    wanted = normalise(words)
    known = next((issue for issue in tx.issues.list_followed() if normalise(issue.name) == wanted), None)
    return Meant(known or unknown(words))


def guess(tx: Transaction, chat: ChatId, words: str) -> Meant | None:
    """The followed issue that misspelt words are surely meant for, this chat's own first."""
    own = followed(tx, chat, words)
    if own is not None:
        return Meant(own[0].issue, own[0], own[1])
    alike = [issue for issue in tx.issues.list_followed() if len(issue.name.split()) == len(words.split())]
    found = _best(words, alike)
    return Meant(found, note=talk.taking(words, found.name)) if found else None


def unknown(name: str) -> Issue:
    """An issue that nobody ever named."""
    return Issue(id=IssueId(0), name=name)


def near(tx: Transaction, chat: ChatId, issue: Issue) -> list[tuple[IssueId, str]]:
    """What this chat follows under a name like this issue's; what others follow is theirs."""
    issues = {one.issue.id: one.issue for one in tx.subscriptions.list_for_chat(chat)}
    issues.pop(issue.id, None)
    found = nearest(issue.name, [(one.id, one.name) for one in issues.values()], limit=3)
    return [(key, issues[key].name) for key, score in found if score >= LIKELY]


def names_of(issue: Issue) -> tuple[str, ...]:
    """All names of an issue."""
    return (issue.name, *issue.aliases)


def _best(words: str, issues: Sequence[Issue]) -> Issue | None:
    by_id = {issue.id: issue for issue in issues}
    found = nearest(words, [(issue.id, name) for issue in issues for name in names_of(issue)], limit=1)
    return by_id[found[0][0]] if found and is_sure(words, found[0][1]) else None
