"""What the bot can be asked, in the order in which it is shown. Only what works stands here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as people see it."""

    name: str
    does: str
    admin_only: bool = False


ENTRIES = (
    Entry("follow", "follow an issue: /follow Zaporizhzhia"),
    Entry("issues", "what is followed here"),
    Entry("status", "where an issue stands: /status Zaporizhzhia"),
    Entry("timeline", "what happened when: /timeline Zaporizhzhia"),
    Entry("alias", "more names for an issue: /alias Zaporizhzhia = ZNPP"),
    Entry("digest", "alerts as one message at a set hour: /digest daily 07:30"),
    Entry("mute", "hold alerts for a while: /mute all 8h"),
    Entry("unmute", "end a mute"),
    Entry("quiet", "hours in which nothing rings: /quiet 22:00-07:00"),
    Entry("timezone", "whose clock they go by: /timezone Kyiv"),
    Entry("unfollow", "stop following an issue"),
    Entry("why", "why an alert came, or why an article gave none"),
    Entry("settings", "all settings as one menu, for this chat and each issue"),
    Entry("sources", "where articles come from"),
    Entry("export", "all that is kept about this chat, as a file that restores it"),
    Entry("forget", "delete everything about this chat"),
    Entry("privacy", "what is kept, and for how long"),
    Entry("help", "this list"),
    Entry("start", "how to begin"),
    Entry("addsource", "read a feed: /addsource <url>", admin_only=True),
    Entry("removesource", "stop reading a feed", admin_only=True),
    Entry("health", "lag and queue figures", admin_only=True),
)
