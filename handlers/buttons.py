"""Buttons: which function a pressed one calls. Its data is `verb:argument:…`, arguments being ids of the store,
so a button works after a restart, and pressed twice."""

from collections.abc import Mapping

from bot.errors import UserError
from handlers import (
    addsource,
    alias,
    digest,
    follow,
    help,
    issues,
    mute,
    quiet,
    removesource,
    sources,
    starters,
    status,
    taking,
    timeline,
    timezone,
    tongues,
    unfollow,
    why,
)
from handlers.ask import OUTDATED, Ask, Function
from handlers.text import owners_only

VERBS: Mapping[str, Function] = {
    "alias": alias.alias_list,
    "alias-list": alias.alias_page,
    "also": alias.also,
    "back": mute.back_to_alert,
    "card": issues.card,
    "check": sources.check,
    "digest": digest.digest_button,
    "drop": unfollow.drop,
    "drop-list": unfollow.unfollow_list,
    "feed": addsource.feed,
    "feeds": addsource.feeds,
    "follow": follow.follow_issue,
    "fresh": status.refresh,
    "help": help.help,
    "hush": mute.hush,
    "issues": issues.issues,
    "lines": timeline.timeline_of_alert,
    "level": issues.level,
    "loose": issues.loose,
    "mode": issues.mode,
    "more": digest.more,
    "mute": mute.mute_alert,
    "pause": sources.pause,
    "quiet": quiet.quiet_button,
    "resume": sources.resume,
    "source": sources.source,
    "sources": sources.sources,
    "starter": starters.starter,
    "starters": starters.starters,
    "starters-all": starters.starters_all,
    "status": status.status_issue,
    "strict": issues.strict,
    "take": taking.take,
    "take-message": taking.take_message,
    "time": timeline.timeline_page,
    "tongue": tongues.tongue,
    "tongues": tongues.tongues,
    "tongues-in": tongues.tongues_in,
    "tongues-out": tongues.tongues_out,
    "unalias": alias.unalias,
    "undo": unfollow.undo,
    "unhush": mute.unhush,
    "unmute": mute.unmute_alert,
    "unsource": removesource.unsource,
    "unsource-list": removesource.removesource_list,
    "zone": timezone.timezone_button,
    "why": why.why_alert,
}
OWNERS = frozenset(
    {
        "check", "feed", "feeds", "pause", "resume", "source", "starter", "starters", "starters-all", "take",
        "take-message", "unsource", "unsource-list",
    }
)  # fmt: skip
"""Buttons of the bot's admins only."""


def function(data: str) -> Function:
    """What a button does, by its data; one of an older version says that it is out of date."""
    verb = data.partition(":")[0]
    found = VERBS.get(verb, _outdated)
    return owners_only(found) if verb in OWNERS else found


async def _outdated(ask: Ask) -> None:
    raise UserError(OUTDATED)
