"""/settings: one menu edited in place, of a chat for all its issues and of one issue where it differs. Decides nothing.

Buttons are `set:<of>:<what>:<value>`; `of` is a subscription, 0 the chat itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.model import Chat, DeliveryMode, Subscription
from bot.domain.wishes import USUAL, Strictness, Wishes
from bot.messages.aliases import alias_key
from bot.messages.hours import clock, place
from bot.messages.issues import LEVELS as WORDS
from bot.messages.issues import MODES, NAME, pairs
from bot.messages.message import Button, Message, Row, Rows, message, pager
from bot.messages.rich import EMPTY, Rich, bold, clip, italic, join, one_line, phrase, plain
from bot.messages.tongue import LANGUAGES, listed, mark, nearest, tr

PAGE = 10
"""Publishers on a page."""
NAMED = 4
"""Publishers named in a line."""
DEFAULT = "-"
"""The value that takes an issue's own setting back."""
LEVELS: Mapping[str, str] = {level.value: words for level, words in WORDS.items()}
SWITCH: Mapping[str, str] = {"on": mark("on"), "off": mark("off")}
ISSUE_MODES: Mapping[str, str] = {mode.value: words for mode, words in MODES.items()}
CHAT_MODES: Mapping[str, str] = {
    DeliveryMode.OFF.value: MODES[DeliveryMode.INSTANT],
    **{mode.value: MODES[mode] for mode in (DeliveryMode.HOURLY, DeliveryMode.DAILY, DeliveryMode.WEEKLY)},
}
TITLES: Mapping[str, tuple[str, str]] = {
    "mode": (mark("Delivery"), mark("How shall alerts come?")),
    "strict": (mark("Strictness"), mark("How surely must an article speak of the issue?")),
    "sound": (mark("Sound"), mark("Shall alerts make a sound?")),
    "preview": (mark("Link preview"), mark("Shall the article be previewed under its alert?")),
    "follow_ups": (
        mark("New facts"),
        mark("Shall a story that was told be told again when it brings a new fact?"),
    ),
}
"""What can be chosen from a few values: its name and its question."""

WISHES: Mapping[str, str] = {
    "strict": "strictness", "sound": "sound", "preview": "preview", "follow_ups": "follow_ups"
}  # fmt: skip
"""The wish that each of these is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose settings are shown: the chat's, or those of one issue followed in it."""

    chat: Chat
    subscription: Subscription | None = None

    @property
    def id(self) -> int:
        """What buttons call it by."""
        return self.subscription.id if self.subscription else 0

    @property
    def own(self) -> Wishes:
        """What is said here itself."""
        return self.subscription.wishes if self.subscription else self.chat.wishes

    @property
    def settled(self) -> Wishes:
        """What counts."""
        return self.subscription.settled if self.subscription else self.chat.wishes.over(USUAL)

    def chosen(self, what: str) -> str:
        """The value of one thing that counts."""
        if what == "mode":
            own = self.subscription.mode if self.subscription else None
            return (own or self._usual_mode).value
        value = getattr(self.settled, WISHES[what])
        return value.value if isinstance(value, Strictness) else "on" if value else "off"

    @property
    def _usual_mode(self) -> DeliveryMode:
        is_plain = self.subscription is not None and self.chat.digest is DeliveryMode.OFF
        return DeliveryMode.INSTANT if is_plain else self.chat.digest

    def is_default(self, what: str) -> bool:
        """Whether an issue has it from its chat."""
        if self.subscription is None:
            return False
        if what == "mode":
            return self.subscription.mode is None
        if what == "sources":
            return self.own.only is None and self.own.never is None
        return getattr(self.own, WISHES[what]) is None


def options(scope: Scope, what: str) -> Mapping[str, str]:
    """What can be chosen, by what a button calls it."""
    modes = ISSUE_MODES if scope.subscription else CHAT_MODES
    return {"mode": modes, "strict": LEVELS}.get(what, SWITCH)


def menu(scope: Scope, *, undo: Button | None = None) -> Message:
    """All settings at a glance, each a button to change it."""
    lines = [_line(scope, what, tr(options(scope, what)[scope.chosen(what)])) for what in TITLES]
    lines.append(_line(scope, "sources", publishers(scope.settled)))
    if scope.subscription is None:
        quiet = scope.chat.quiet
        hours = f"{clock(quiet.start)}-{clock(quiet.end)}" if quiet else tr("off")
        lines += [
            _named(tr("Quiet hours"), hours),
            _named(tr("Time zone"), place(scope.chat.timezone)),
            _named(tr("Language"), LANGUAGES[nearest(scope.chat.tongue)]),
        ]
    each = [Button(tr(name), f"set:{scope.id}:{what}") for what, (name, _) in TITLES.items()]
    each.append(Button(tr("Publishers"), f"set:{scope.id}:sources:0"))
    rest = _of_chat() if scope.subscription is None else _of_issue(scope)
    undoing = ((undo,),) if undo else ()
    return message(join((_head(scope), *lines)), (*pairs(each), *undoing, *rest))


def choice(scope: Scope, what: str) -> Message:
    """One thing and the values that it can have; for an issue, the chat's too."""
    _, question = TITLES[what]
    is_default = scope.is_default(what)
    each = [
        Button(
            _ticked(tr(words), chosen=value == scope.chosen(what) and not is_default),
            f"set:{scope.id}:{what}:{value}",
        )
        for value, words in options(scope, what).items()
    ]
    rows: list[Row] = list(pairs(each))
    if scope.subscription is not None:
        usual = Scope(chat=scope.chat, subscription=replace(scope.subscription, mode=None, wishes=Wishes()))
        words = tr("As this chat has it: {value}", value=tr(options(scope, what)[usual.chosen(what)]))
        rows.append((Button(_ticked(words, chosen=is_default), f"set:{scope.id}:{what}:{DEFAULT}"),))
    return message(join((_head(scope), phrase(question))), (*rows, _back(scope)))


def sources(scope: Scope, names: Sequence[str], page: int) -> Message:
    """The publishers, a page at a time: a tap goes from as usual to only to never and back."""
    pages = max(1, -(-len(names) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = names[page * PAGE : (page + 1) * PAGE]
    each = [
        Button(
            f"{_mark(name, scope.settled)}{clip(one_line(name), 30)}",
            f"set:{scope.id}:source:{page}:{alias_key(name)}",
        )
        for name in shown
    ]
    how = phrase(
        "Tap a publisher once for only (✓) it and others so marked, twice for never (✕), thrice for as usual."
    )
    none = phrase("No article came in yet, so there is no publisher to choose. /sources shows what is read.")
    reset = Button(
        tr("↺ All publishers") if scope.subscription is None else tr("↺ As this chat has it"),
        f"set:{scope.id}:source:{page}:{DEFAULT}",
    )
    said = (
        bool(scope.own.only or scope.own.never)
        if scope.subscription is None
        else not scope.is_default("sources")
    )
    lines = (_head(scope), _line(scope, "sources", publishers(scope.settled)), how if names else none)
    rows = (
        *pairs(each),
        (reset,) if said else (),
        pager(f"set:{scope.id}:sources", page, pages),
        _back(scope),
    )
    return message(join(lines), rows)


def publishers(wishes: Wishes) -> str:
    """Who may ring, in words."""
    if wishes.only:
        return tr("only {publishers}", publishers=_few(wishes.only))
    return tr("all but {publishers}", publishers=_few(wishes.never)) if wishes.never else tr("all")


def issues(subscriptions: Sequence[Subscription], page: int) -> Message:
    """The issues, to set one of them apart; those that differ from the chat have a dot."""
    per_page = 12
    pages = max(1, -(-len(subscriptions) // per_page))
    page = min(max(page, 0), pages - 1)
    shown = subscriptions[page * per_page : (page + 1) * per_page]
    each = [Button(f"{'• ' if _differs(one) else ''}{one.issue.name}", f"set:{one.id}") for one in shown]
    words = phrase("Which issue shall have settings of its own? A dot: it has some.")
    none = phrase(
        "Nothing is followed here yet. Send /follow and a name, then it can have settings of its own."
    )
    rows = (*pairs(each), pager("set:0:issues", page, pages), (Button(tr("‹ Settings"), "set:0"),))
    return message(words if subscriptions else none, rows)


def with_back(other: Message) -> Message:
    """A message of another command, with the way back to the menu."""
    return replace(other, buttons=(*other.buttons, (Button(tr("‹ Settings"), "set:0"),)))


def undo_of(one: Subscription) -> Button:
    """Brings back what a reset took: the settings stand in the button."""
    switch = {None: DEFAULT, True: "on", False: "off"}
    said = (
        one.mode.value if one.mode else DEFAULT,
        one.wishes.strictness.value if one.wishes.strictness else DEFAULT,
        switch[one.wishes.sound],
        switch[one.wishes.preview],
        switch[one.wishes.follow_ups],
    )
    return Button(tr("↩ Undo reset"), f"set:{one.id}:back:{':'.join(said)}")


def _differs(one: Subscription) -> bool:
    return one.mode is not None or one.wishes != Wishes()


def _head(scope: Scope) -> Rich:
    if scope.subscription is None:
        return plain("⚙️ ") + bold(phrase("Settings of this chat"))
    return plain("⚙️ ") + bold(
        phrase("Settings of {name}", name=clip(one_line(scope.subscription.issue.name), NAME))
    )


def _line(scope: Scope, what: str, words: str) -> Rich:
    name = tr(TITLES[what][0] if what in TITLES else mark("Publishers"))
    default = italic(plain(" ") + phrase("(as this chat has it)")) if scope.is_default(what) else EMPTY
    return _named(name, words) + default


def _named(name: str, words: str) -> Rich:
    return phrase("{name}: {value}", name=plain(name), value=plain(words))


def _ticked(words: str, *, chosen: bool) -> str:
    return f"✓ {words}" if chosen else words


def _mark(name: str, wishes: Wishes) -> str:
    return "✓ " if name in (wishes.only or ()) else "✕ " if name in (wishes.never or ()) else ""


def _few(names: Sequence[str]) -> str:
    few = listed([clip(one_line(name), 40) for name in names[:NAMED]])
    left = len(names) - NAMED
    return tr("{names} and {n} more", names=few, n=left) if left > 0 else few


def _of_chat() -> Rows:
    return (
        (Button(tr("Digest hour"), "set:0:digest"), Button(tr("Quiet hours"), "set:0:quiet")),
        (Button(tr("Time zone"), "set:0:zone"), Button(tr("🔕 Mute"), "set:0:mute")),
        (Button(f"🌐 {tr('Language')}", "set:0:language"),),
        (Button(tr("One issue …"), "set:0:issues:0"), Button(tr("📣 A channel …"), "channel")),
    )


def _of_issue(scope: Scope) -> Rows:
    own = scope.subscription
    reset = (
        (Button(tr("↺ All as this chat has it"), f"set:{scope.id}:reset"),)
        if own is not None and _resets(own)
        else ()
    )
    return (reset, (Button(tr("‹ Issue"), f"card:{scope.id}"), Button(tr("‹ Settings of the chat"), "set:0")))


def _resets(own: Subscription) -> bool:
    """Whether there is anything that a reset takes back; publishers have their own."""
    return own.mode is not None or replace(own.wishes, only=None, never=None) != Wishes()


def _back(scope: Scope) -> Row:
    return (Button(tr("‹ Settings"), f"set:{scope.id}"),)
