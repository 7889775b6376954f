"""What the bot can be asked, in the order in which it is shown. Only what works stands here."""

from dataclasses import dataclass

from bot.messages.tongue import mark, speaking, tr


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as people see it."""

    name: str
    does: str
    admin_only: bool = False


ENTRIES = (
    Entry("follow", mark("follow an issue: /follow Zaporizhzhia")),
    Entry("issues", mark("what is followed here")),
    Entry("status", mark("where an issue stands: /status Zaporizhzhia")),
    Entry("timeline", mark("what happened when: /timeline Zaporizhzhia")),
    Entry("alias", mark("more names for an issue: /alias Zaporizhzhia = ZNPP")),
    Entry("digest", mark("alerts as one message at a set hour: /digest daily 07:30")),
    Entry("mute", mark("hold alerts for a while: /mute all 8h")),
    Entry("unmute", mark("end a mute")),
    Entry("quiet", mark("hours in which nothing rings: /quiet 22:00-07:00")),
    Entry("timezone", mark("whose clock they go by: /timezone Kyiv")),
    Entry("language", mark("the language I speak here")),
    Entry("unfollow", mark("stop following an issue")),
    Entry("why", mark("why an alert came, or why an article gave none")),
    Entry("settings", mark("all settings as one menu, for this chat and each issue")),
    Entry("sources", mark("where articles come from")),
    Entry("export", mark("all that is kept about this chat, as a file that restores it")),
    Entry("forget", mark("delete everything about this chat")),
    Entry("privacy", mark("what is kept, and for how long")),
    Entry("help", mark("this list")),
    Entry("start", mark("how to begin")),
    Entry("addsource", mark("read a feed: /addsource <url>"), admin_only=True),
    Entry("removesource", mark("stop reading a feed"), admin_only=True),
    Entry("keys", mark("who may push articles in: /keys newsroom"), admin_only=True),
    Entry("health", mark("lag and queue figures"), admin_only=True),
)


def menu_in(language: str) -> list[tuple[str, str]]:
    """What Telegram's menu shows in a language: (name, what it does). The bot's admins find theirs by /help."""
    with speaking(language):
        return [(one.name, tr(one.does)) for one in ENTRIES if not one.admin_only]
