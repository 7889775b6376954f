"""Names as people type them: splitting, limits, and finding the issue that was meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.matching import THRESHOLDS, Index, nearest
from bot.domain.model import ChatId, Issue, IssueId, Strictness, Subscription
from bot.domain.named import is_sure
from bot.domain.text import normalise, read
from bot.errors import StoreError, UserError
from bot.messages import talk
from bot.messages.tongue import many, tr
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
        raise UserError(
            many(
                "That is {n} names; please send at most {most} at once.",
                "That is {n} names; please send at most {most} at once.",
                len(names),
                most=MOST,
            )
        )
    return list(names.values())


def _checked(name: str) -> str:
    if len(name) > LONGEST:
        raise UserError(
            tr(
                "A name may have {most} characters; this one has {n}: “{name}…”. Please shorten it.",
                most=LONGEST,
                n=len(name),
                name=name[:40],
            )
        )
    if not any(character.isalnum() for character in name):
        raise UserError(
            tr("“{name}” has no letter in it. Please send a name, as in /follow Zaporizhzhia.", name=name)
        )
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


def behind(tx: Transaction, chat: ChatId, key: str, *, is_given: bool) -> Meant:
    """The issue that a button calls by this key, as this chat follows it if it does. An id is honoured for what
    is followed here, or where the chat `is_given` it, by a seal or an alert; UserError for any other."""
    if key.startswith(NAMED):
        return meant(tx, chat, _typed(key))
    subscriptions = tx.subscriptions.list_for_chat(chat)
    own = next((one for one in subscriptions if str(one.issue.id) == key), None)
    if own is not None:
        return Meant(own.issue, own)
    if not is_given:
        raise UserError(tr(OUTDATED))
    try:
        found = tx.issues.get(IssueId(int(key)))
    except (StoreError, ValueError):
        raise UserError(tr(OUTDATED)) from None
    subscription = _named(subscriptions, found.name)
    return Meant(subscription.issue if subscription else found, subscription)


def to_follow(tx: Transaction, chat: ChatId, key: str, *, is_given: bool) -> Issue:
    """The issue to follow at the press of a button. A name stands for that name alone, without the aliases that
    somebody else gave it."""
    if not key.startswith(NAMED):
        return behind(tx, chat, key, is_given=is_given).issue
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
        raise UserError(tr(OUTDATED)) from None
    return name


def meant(tx: Transaction, chat: ChatId, words: str) -> Meant:
    """What the words mean as they stand: an issue followed here, else just these words. What others follow under
    the same name, with aliases perhaps, is theirs."""
    own = exactly(tx, chat, words)
    return Meant(own.issue, own) if own is not None else Meant(unknown(words))


def asked(tx: Transaction, chat: ChatId, words: str) -> Meant:
    """The same of a question, where another spelling of what is followed here means that, and the answer says so."""
    found = meant(tx, chat, words)
    own = covering(tx, chat, words) if found.subscription is None else None
    return found if own is None else Meant(own.issue, own, talk.taking(words, own.issue.name))


def matched_as(tx: Transaction, issue: Issue) -> Issue | None:
    """The followed issue whose kept matches are those of this one: itself, or for mere words one that has just
    them for its only name."""
    if issue.id:
        return issue if tx.subscriptions.count_followers(issue.id) else None
    known = tx.issues.find(issue.name)
    return known if known is not None and tx.subscriptions.count_followers(known.id) else None


def guess(tx: Transaction, chat: ChatId, words: str) -> Meant | None:
    """The issue of this chat that misspelt words are surely meant for."""
    own = followed(tx, chat, words)
    return Meant(own[0].issue, own[0], own[1]) if own is not None else None


def unknown(name: str) -> Issue:
    """An issue that nobody ever named."""
    return Issue(id=IssueId(0), name=name)


def near(tx: Transaction, chat: ChatId, issue: Issue) -> list[tuple[IssueId, str]]:
    """What this chat follows under a name like this issue's; what others follow is theirs."""
    issues = {one.issue.id: one.issue for one in tx.subscriptions.list_for_chat(chat)}
    issues.pop(issue.id, None)
    found = nearest(issue.name, [(one.id, one.name) for one in issues.values()], limit=3)
    return [(key, issues[key].name) for key, score in found if score >= LIKELY]


def covering(tx: Transaction, chat: ChatId, name: str) -> Subscription | None:
    """What this chat follows under another spelling of the name, if it matches a text that has the name, as typed or
    with the capitals that names have in a text."""
    words = len(name.split())
    own = [one for one in tx.subscriptions.list_for_chat(chat) if len(one.issue.name.split()) == words]
    found = _best(name, [one.issue for one in own])
    if found is None or not _is_alike(name, found.name):
        return None
    trial = Index()
    trial.add(found)
    if not trial.match(read("", f"... {name}, {name.title()}, ..."), THRESHOLDS[Strictness.NORMAL]):
        return None
    return next(one for one in own if one.issue.id == found.id)


def _is_alike(name: str, other: str) -> bool:
    """Whether each word is: Article 5 is not Article 7, though the matcher may take one for the other."""
    for word, its in zip(name.split(), other.split(), strict=True):
        found = nearest(word, [(0, its)])
        if not found or not is_sure(word, found[0][1]):
            return False
    return True


def names_of(issue: Issue) -> tuple[str, ...]:
    """All names of an issue."""
    return (issue.name, *issue.aliases)


def _best(words: str, issues: Sequence[Issue]) -> Issue | None:
    by_id = {issue.id: issue for issue in issues}
    found = nearest(words, [(issue.id, name) for issue in issues for name in names_of(issue)], limit=1)
    return by_id[found[0][0]] if found and is_sure(words, found[0][1]) else None
