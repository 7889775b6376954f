"""/privacy and /forget in words: what is kept of a chat, each for how long. The list is the store's own: a place
without words here is an error, not an omission."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.messages.message import Button, Message, message
from bot.messages.rich import bold, count, join, plain, span

UNTIL_FORGOTTEN = "until /forget"
WORDS: Mapping[str, tuple[str, str]] = {
    "chats": ("this chat's number and title, its settings, and what it unfollowed last", UNTIL_FORGOTTEN),
    "subscriptions": (
        "what is followed here, with its settings and what was learned from 👍 and 👎",
        "until you unfollow",
    ),
    "alerts": ("which stories were told here, with the passages that were quoted", UNTIL_FORGOTTEN),
    "decisions": ("why each article rang here or did not, for /why", "as long as the article"),
    "deliveries": ("the messages that were sent or wait to be", UNTIL_FORGOTTEN),
    "delivery_alerts": ("which message told which story", UNTIL_FORGOTTEN),
    "rolls": ("messages that were edited as more came", UNTIL_FORGOTTEN),
    "contact": (
        "in groups: who last changed what is followed, to be told when something is wrong",
        UNTIL_FORGOTTEN,
    ),
    "managed": ("which channel you speak for just now", "until you stop"),
}
"""What each place of the store holds, and how long."""


def privacy(places: Iterable[str], retention: timedelta) -> Message:
    """What is kept and for how long, a line a place of the store."""
    lines = [plain(f"• {WORDS[place][0]} – {WORDS[place][1]}") for place in reversed(list(places))]
    words = (
        bold("What I keep of this chat"),
        *lines,
        plain(f"Articles are everybody's, and go after {span(retention)}."),
        plain("I keep no list of members and nothing of what is said in groups, and pass nothing on."),
        plain(
            "/export sends you all of it, /forget deletes all of it. Whoever runs this bot can read its store."
        ),
    )
    return message(join(words), [[Button("📄 Export", "export"), Button("Forget this chat …", "forget")]])


def confirm(counts: Mapping[str, int], *, topics: int) -> Message:
    """What would be deleted, the safe choice first."""
    where = f"this chat and its {count(topics - 1, 'topic')}" if topics > 1 else "this chat"
    followed, told = counts["subscriptions"], counts["alerts"]
    words = join(
        (
            bold(f"Delete everything about {where}?"),
            plain(
                f"{count(followed, 'followed issue')}, {count(told, 'story', 'stories')} told, "
                "all settings, all that was learned."
            ),
            plain("This cannot be undone; an export can be sent back."),
        )
    )
    return message(
        words,
        [
            [Button("Keep everything", "forget:no"), Button("📄 Export first", "export")],
            [Button("Delete everything", "forget:yes")],
        ],
    )


def kept() -> Message:
    """Nothing was deleted."""
    return message(plain("Everything is kept as it was."))


def forgotten() -> Message:
    """It is gone."""
    return message(join((bold("Everything about this chat is deleted."), plain("/start begins anew."))))


def exported(followed: int) -> Message:
    """The words under the file."""
    words = f"All that is kept about this chat, {count(followed, 'followed issue')} among it."
    return message(join((plain(words), plain("Send the file back to restore them."))), limit=1024)


def restored(new: int, changed: int, skipped: int) -> Message:
    """What a file brought."""
    words = [
        f"Restored: {count(new, 'issue is', 'issues are')} followed anew, {changed:,} as in the file, and the settings."
    ]
    words += [f"{count(skipped, 'issue')} did not fit; a chat follows so many at most."] if skipped else []
    return message(join([plain(one) for one in words]), [[Button("What is followed", "issues:0")]])
