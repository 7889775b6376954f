"""/privacy and /forget in words: what is kept of a chat, each for how long. The list is the store's own: a place
without words here is an error, not an omission."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.messages.message import Button, Message, message
from bot.messages.rich import bold, clip, counted, join, one_line, phrase, plain, span
from bot.messages.tongue import mark, tr

UNTIL_FORGOTTEN = mark("until /forget")
WORDS: Mapping[str, tuple[str, str]] = {
    "chats": (
        mark("this chat's number and title, its settings, and what it unfollowed last"),
        UNTIL_FORGOTTEN,
    ),
    "subscriptions": (
        mark("what is followed here, with its settings and what was learned from 👍 and 👎"),
        mark("until you unfollow"),
    ),
    "alerts": (mark("which stories were told here, with the passages that were quoted"), UNTIL_FORGOTTEN),
    "decisions": (mark("why each article rang here or did not, for /why"), mark("as long as the article")),
    "deliveries": (mark("the messages that were sent or wait to be"), UNTIL_FORGOTTEN),
    "delivery_alerts": (mark("which message told which story"), UNTIL_FORGOTTEN),
    "rolls": (mark("messages that were edited as more came"), UNTIL_FORGOTTEN),
    "contact": (
        mark("in groups: who last changed what is followed, to be told when something is wrong"),
        UNTIL_FORGOTTEN,
    ),
    "managed": (mark("which channel you speak for just now"), mark("until you stop")),
}
"""What each place of the store holds, and how long."""


def privacy(places: Iterable[str], retention: timedelta) -> Message:
    """What is kept and for how long, a line a place of the store."""
    lines = [plain(f"• {tr(WORDS[place][0])} – {tr(WORDS[place][1])}") for place in reversed(list(places))]
    words = (
        bold(phrase("What I keep of this chat")),
        *lines,
        phrase("Articles are everybody's, and go after {length}.", length=span(retention)),
        phrase("I keep no list of members and nothing of what is said in groups, and pass nothing on."),
        phrase(
            "/export sends you all of it, /forget deletes all of it. Whoever runs this bot can read its store."
        ),
    )
    return message(
        join(words), [[Button(tr("📄 Export"), "export"), Button(tr("Forget this chat …"), "forget")]]
    )


def confirm(counts: Mapping[str, int], *, topics: int) -> Message:
    """What would be deleted, the safe choice first."""
    asked = (
        counted(
            "Delete everything about this chat and its {n} topic?",
            "Delete everything about this chat and its {n} topics?",
            topics - 1,
        )
        if topics > 1
        else phrase("Delete everything about this chat?")
    )
    followed, told = counts["subscriptions"], counts["alerts"]
    words = join(
        (
            bold(asked),
            phrase(
                "{issues}, {stories}, all settings, all that was learned.",
                issues=counted("{n} followed issue", "{n} followed issues", followed),
                stories=counted("{n} story told", "{n} stories told", told),
            ),
            phrase("This cannot be undone; an export can be sent back."),
        )
    )
    return message(
        words,
        [
            [Button(tr("Keep everything"), "forget:no"), Button(tr("📄 Export first"), "export")],
            [Button(tr("Delete everything"), "forget:yes")],
        ],
    )


def kept() -> Message:
    """Nothing was deleted."""
    return message(phrase("Everything is kept as it was."))


def forgotten() -> Message:
    """It is gone."""
    return message(
        join((bold(phrase("Everything about this chat is deleted.")), phrase("/start begins anew.")))
    )


def exported(followed: int) -> Message:
    """The words under the file."""
    words = counted(
        "All that is kept about this chat, {n} followed issue among it.",
        "All that is kept about this chat, {n} followed issues among it.",
        followed,
    )
    return message(join((words, phrase("Send the file back to restore them."))), limit=1024)


def whose(name: str, group: str) -> Message:
    """A group's file came in private: where is it to be restored?"""
    called = clip(one_line(name), 24) or "?"
    rows = [
        [Button(tr("In “{name}”", name=called), f"restore:{group}")],
        [Button(tr("In this chat"), "restore:here")],
    ]
    return message(phrase("That file is of the group “{name}”. Where shall I restore it?", name=called), rows)


def restored(new: int, changed: int, skipped: int) -> Message:
    """What a file brought."""
    words = [
        counted(
            "Restored: {n} issue is followed anew, {changed} as in the file, and the settings.",
            "Restored: {n} issues are followed anew, {changed} as in the file, and the settings.",
            new,
            changed=changed,
        )
    ]
    if skipped:
        words.append(
            counted(
                "{n} issue did not fit; a chat follows so many at most.",
                "{n} issues did not fit; a chat follows so many at most.",
                skipped,
            )
        )
    return message(join(words), [[Button(tr("What is followed"), "issues:0")]])
