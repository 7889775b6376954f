"""Names as people type them: splitting, limits, and finding the issue that was meant. Writes nothing."""

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
    subscriptions = tx.subscriptions.list_for_chat(chat)
    exact = _named(subscriptions, words)
    if exact is not None:
        return exact, ""
    found = _best(words, [one.issue for one in subscriptions])
    for one in subscriptions:
        if found is not None and one.issue.id == found.id:
            return one, talk.taking(words, one.issue.name)
    return None


def _named(subscriptions: Sequence[Subscription], name: str) -> Subscription | None:
    wanted = normalise(name)
    for one in subscriptions:
        if wanted in {normalise(other) for other in names_of(one.issue)}:
            return one
    return None


def behind(tx: Transaction, chat: ChatId, issue: IssueId) -> Meant:
    """The issue behind a button, as this chat follows it if it does. UserError when it is not in the store."""
    try:
        found = tx.issues.get(issue)
    except StoreError:
        raise UserError(OUTDATED) from None
    subscriptions = tx.subscriptions.list_for_chat(chat)
    own = next((one for one in subscriptions if one.issue.id == issue), None)
    subscription = own or _named(subscriptions, found.name)
    return Meant(subscription.issue if subscription else found, subscription)


def meant(tx: Transaction, chat: ChatId, words: str) -> Meant:
    """What the words mean as they stand: an issue followed here, one followed elsewhere, else just these words."""
    own = _named(tx.subscriptions.list_for_chat(chat), words)
    if own is not None:
        return Meant(own.issue, own)
    wanted = normalise(words)
    known = next((issue for issue in tx.issues.list_followed() if normalise(issue.name) == wanted), None)
    return Meant(known or Issue(id=IssueId(0), name=words))


def guess(tx: Transaction, chat: ChatId, words: str) -> Meant | None:
    """The followed issue that misspelt words are surely meant for, this chat's own first."""
    own = followed(tx, chat, words)
    if own is not None:
        return Meant(own[0].issue, own[0], own[1])
    alike = [issue for issue in tx.issues.list_followed() if len(issue.name.split()) == len(words.split())]
    found = _best(words, alike)
    return Meant(found, note=talk.taking(words, found.name)) if found else None


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
