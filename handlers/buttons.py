"""Buttons: which function a pressed one calls. Its data is `verb:argument:…`, arguments being ids of the store,
so a button works after a restart, and pressed twice."""

from collections.abc import Mapping

from bot.errors import UserError
from bot.messages.tongue import tr
from handlers import (
    addsource,
    alias,
    channels,
    digest,
    documents,
    export,
    first,
    follow,
    help,
    issues,
    keys,
    language,
    learning,
    mute,
    quiet,
    removesource,
    replies,
    settings,
    sharing,
    sources,
    start,
    starters,
    status,
    taking,
    timeline,
    timezone,
    tongues,
    topics,
    unfollow,
    why,
)
from handlers.ask import OUTDATED, Ask, Function
from handlers.text import owners_only

VERBS: Mapping[str, Function] = {
    "alias": alias.alias_list,
    "alias-list": alias.alias_page,
    "also": alias.also,
    "begin": start.begin,
    "around": replies.more_alert,
    "back": mute.back_to_alert,
    "card": issues.card,
    "channel": channels.channel,
    "check": sources.check,
    "digest": digest.digest_button,
    "down": learning.down,
    "drop": unfollow.drop,
    "drop-list": unfollow.unfollow_list,
    "export": export.export,
    "feed": addsource.feed,
    "feeds": addsource.feeds,
    "first": first.first_issue,
    "follow": follow.follow_issue,
    "forget": export.forget,
    "fresh": status.refresh,
    "help": help.help,
    "hour": first.hour,
    "hush": mute.hush,
    "issues": issues.issues,
    "key-gone": keys.gone,
    "key-off": keys.revoke,
    "keys": keys.keys,
    "learn": learning.learn,
    "learned": learning.lessons,
    "lines": timeline.timeline_of_alert,
    "level": issues.level,
    "language": language.language_button,
    "loose": issues.loose,
    "mode": issues.mode,
    "more": digest.more,
    "mute": mute.mute_alert,
    "pause": sources.pause,
    "quiet": quiet.quiet_button,
    "resource": removesource.resource,
    "resume": sources.resume,
    "set": settings.settings_button,
    "share": sharing.share_issue,
    "restore": documents.restore_where,
    "source": sources.source,
    "sources": sources.sources,
    "sources-file": sources.export,
    "starter": starters.starter,
    "starters": starters.starters,
    "starters-all": starters.starters_all,
    "status": status.status_issue,
    "strict": issues.strict,
    "take": taking.take,
    "take-message": taking.take_message,
    "time": timeline.timeline_page,
    "topic": topics.split,
    "topic-back": topics.join,
    "tongue": tongues.tongue,
    "tongues": tongues.tongues,
    "tongues-in": tongues.tongues_in,
    "tongues-out": tongues.tongues_out,
    "unalias": alias.unalias,
    "undo": unfollow.undo,
    "unhush": mute.unhush,
    "unlearn": learning.unlearn,
    "unmute": mute.unmute_alert,
    "unsource": removesource.unsource,
    "unsource-list": removesource.removesource_list,
    "up": learning.up,
    "zone": timezone.timezone_button,
    "why": why.why_alert,
}
OWNERS = frozenset(
    {
        "check", "feed", "feeds", "key-gone", "key-off", "keys", "pause", "resource", "resume", "source",
        "sources-file", "starter", "starters", "starters-all", "take", "take-message", "unsource", "unsource-list",
    }
)  # fmt: skip
"""Buttons of the bot's admins only."""


def function(data: str) -> Function:
    """What a button does, by its data; one of an older version says that it is out of date."""
    verb = data.partition(":")[0]
    found = VERBS.get(verb, _outdated)
    return owners_only(found) if verb in OWNERS else found


async def _outdated(ask: Ask) -> None:
    raise UserError(tr(OUTDATED))
