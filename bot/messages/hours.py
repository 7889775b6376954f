"""What is said of quiet hours and of the zone whose clock a chat goes by. Decides nothing."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import Chat
from bot.messages.message import Button, Message, message
from bot.messages.rich import EMPTY, bold, code, counted, join, phrase, plain
from bot.messages.tongue import tr

NIGHTS = ("22:00-07:00", "23:00-08:00", "00:00-06:00")
"""Offered by buttons."""
ZONES = (
    "Europe/London", "Europe/Berlin", "Europe/Kyiv", "Asia/Kolkata",
    "Asia/Shanghai", "America/New_York", "America/Los_Angeles", "UTC",
)  # fmt: skip
"""Offered where nothing better is known."""


def quiet_settings(chat: Chat, *, held: int = 0, opening: str = "") -> Message:
    """The chat's quiet hours, what waits for their end, and other hours by a tap."""
    now_set = "" if chat.quiet is None else f"{clock(chat.quiet.start)}-{clock(chat.quiet.end)}"
    state = plain(f"{now_set} {chat.timezone}." if now_set else tr("off."))
    rest = (
        phrase("Alerts are held then and come as one digest when they end.")
        if now_set
        else phrase("Nothing is held at night.")
    )
    waits = counted("{n} story waits for their end.", "{n} stories wait for their end.", held)
    how = phrase("Set others: {command}. Another clock: /timezone", command=code("/quiet 22:00-07:00"))
    head = plain("🌙 ") + bold(tr("Quiet hours: ")) + state
    words = join((plain(opening), head, rest, waits if held else EMPTY, how))
    row = [Button(f"✓ {night}" if night == now_set else night, f"quiet:{night}") for night in NIGHTS]
    off = [Button(tr("Off") if now_set else f"✓ {tr('Off')}", "quiet:off")]
    return message(words, (row, off))


def zone_settings(chat: Chat, local: datetime, *, opening: str = "") -> Message:
    """Whose clock the chat goes by, its time now, and other zones by a tap."""
    now = phrase("{zone}, {time} now.", zone=place(chat.timezone), time=f"{local:%H:%M}")
    state = plain("🌍 ") + bold(tr("Time zone: ")) + now
    how = phrase(
        "Set another: {command} or {other}", command=code("/timezone Kyiv"), other=code("/timezone UTC+3")
    )
    words = join((plain(opening), state, phrase("Digests and quiet hours go by it."), how))
    return message(words, _zones(ZONES, chat.timezone))


def zone_unknown(words: str, near: Sequence[str]) -> Message:
    """No zone of that name, and the nearest ones or the usual ones instead."""
    rest = (
        phrase("Did you mean one of these?")
        if near
        else phrase("Name a big city of your zone, or take one of these:")
    )
    head = phrase("I know no time zone “{words}”.", words=words)
    return message(join((head, rest), " "), _zones(near or ZONES, ""))


def clock(minute: int) -> str:
    """A minute of the day as a clock shows it."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def place(zone: str) -> str:
    """A zone's name as people read it."""
    return zone.replace("_", " ")


def _zones(names: Sequence[str], chosen: str) -> list[list[Button]]:
    each = [Button(f"✓ {place(one)}" if one == chosen else place(one), f"zone:{one}") for one in names]
    return [each[n : n + 2] for n in range(0, len(each), 2)]
