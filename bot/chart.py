"""Draws how many stories a day told an issue, as a PNG for a phone.

Pure: the same arguments give the same picture, and no drawing state outlives a call. Draws with the fonts of
the machine; a name that none of them can write is shown in Latin letters, or not at all. matplotlib is imported by the
first picture: it takes half a second, which no start has to wait for.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from anyascii import anyascii

from bot.domain.coverage import DAYS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_WIDTH, _HEIGHT, _DPI = 800, 400, 160
_TITLE, _TEXT, _SMALL = 14, 11, 9.5
"""Points. A phone shows the picture at less than half its size, where they are as large as the words around it."""
_LONGEST_NAME: Final = 120
_WIDE: Final = 9
"""Days up to which their bars are as wide as their labels."""

# A card of its own colour, so that the picture reads the same on a light and on a dark chat.
_CARD, _INK, _FAINT, _BAR, _TODAY = "#f6f8fb", "#1c2733", "#8a97a6", "#2f7ed8", "#e0632f"
_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FIRST_FONT: Final = "DejaVu Sans"  # matplotlib brings it along


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


@dataclass(frozen=True, slots=True)
class Says:
    """The words of a picture in some language. What cannot be drawn as it is written is left out."""

    counts: str = "stories a day"
    nothing: str = "no stories in these days"
    day: Callable[[date], str] = _day


def coverage(name: str, coverage: Mapping[str, int], as_of: datetime, says: Says = Says()) -> bytes:
    """A PNG of about 800 x 400 pixels: stories a day over the DAYS days up to `as_of` (UTC days).

    `coverage` maps ISO days to numbers of stories (`bot.domain.coverage`). The picture begins with the first of them:
    what was before is not known; later days that it lacks were quiet. Any name will do.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - see the module's docstring
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    last = as_of.astimezone(UTC).date()
    days = [last - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    first = next((at for at, one in enumerate(days) if one.isoformat() in coverage), 0)
    days = days[first:]
    counts = [max(0, coverage.get(day.isoformat(), 0)) for day in days]
    figure = Figure(figsize=(_WIDTH / _DPI, _HEIGHT / _DPI), dpi=_DPI, facecolor=_CARD)
    FigureCanvasAgg(figure)
    left = 0.045 + 0.026 * len(f"{max(counts):,}")
    axes = figure.add_axes((left, 0.15, 0.97 - left, 0.6), facecolor=_CARD)
    _draw_days(axes, counts, says)
    _draw_axes(axes, days, counts, says)
    _write_title(figure, name)
    caption, fonts = _drawable(says.counts)
    figure.text(
        0.97, 0.8, caption, ha="right", va="bottom", fontsize=_SMALL, color=_FAINT, fontfamily=list(fonts)
    )
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _draw_days(axes: "Axes", counts: Sequence[int], says: Says) -> None:
    told = [i for i, n in enumerate(counts) if n]
    colours = [_TODAY if i == len(counts) - 1 else _BAR for i in told]
    axes.bar(told, [counts[i] for i in told], width=0.72, color=colours, zorder=3)
    quiet = [i for i, n in enumerate(counts) if not n]
    axes.scatter(
        quiet, [0.0] * len(quiet), s=8, color=_FAINT, alpha=0.6, linewidths=0, zorder=3, clip_on=False
    )
    if not told:
        middle = (len(counts) - 1) / 2
        words, fonts = _drawable(says.nothing)
        axes.text(
            middle, 0.5, words, ha="center", va="center", fontsize=_TEXT, color=_FAINT, fontfamily=list(fonts)
        )
    else:
        peak = max(told, key=lambda i: (counts[i], i))
        axes.annotate(
            f"{counts[peak]:,}", (peak, counts[peak]), (0, 2), textcoords="offset points", ha="center",
            fontsize=_TEXT, color=_INK, fontweight="bold",
        )  # fmt: skip


def _draw_axes(axes: "Axes", days: Sequence[date], counts: Sequence[int], says: Says) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - see the module's docstring

    axes.set_xlim(-0.7, len(days) - 0.3)
    axes.set_ylim(0, max(1.0, max(counts) * 1.22))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    # the first days lie under the figures at the left
    ticks = range(len(days) - 1, 4, -7) if len(days) == DAYS else sorted({len(days) - 1, 0}, reverse=True)
    labels = [says.day(days[i]) for i in ticks]
    drawn, fonts = _drawable(" ".join(labels))
    axes.set_xticks(list(ticks), labels if drawn else [f"{days[i].day}/{days[i].month}" for i in ticks])
    axes.tick_params(length=0, labelsize=_TEXT, labelcolor=_INK)
    for label in axes.get_xticklabels():
        label.set_fontfamily(list(fonts))
    if len(days) > _WIDE:
        axes.get_xticklabels()[0].set_horizontalalignment(
            "right"
        )  # of the last day, which stands at the edge
    if _WIDE < len(days) < DAYS:
        axes.get_xticklabels()[-1].set_horizontalalignment(
            "left"
        )  # of the first day, which stands at the other one
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.grid(axis="y", color=_FAINT, alpha=0.25, linewidth=0.6, zorder=0)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)
    axes.spines["bottom"].set_linewidth(0.8)


def _drawable(words: str) -> tuple[str, tuple[str, ...]]:
    """Words and the fonts for them; none where no font has their letters. Letters that are joined or turned are drawn
    as they are written (matplotlib shapes them, from 3.11 on)."""
    fonts, missing = _fonts_for(words)
    return ("", (_FIRST_FONT,)) if missing else (words, fonts)


# -- the name, in its own script -------------------------------------------------------------------


def _write_title(figure: "Figure", name: str) -> None:
    title, fonts = _writable(name)
    text = figure.text(
        0.03,
        0.945,
        title,
        ha="left",
        va="top",
        fontsize=_TITLE,
        color=_INK,
        parse_math=False,
        fontfamily=list(fonts),
    )
    _fit(figure, text, title)


def _fit(figure: "Figure", text: "Text", title: str) -> None:
    """Shorten the title until it fits the picture's width."""
    room = 0.94 * _WIDTH
    while len(title) > 1 and text.get_window_extent().width > room:
        title = title[
            : max(1, min(len(title) - 1, int(len(title) * room / text.get_window_extent().width) - 1))
        ]
        text.set_text(title.rstrip() + "…")


def _writable(name: str) -> tuple[str, tuple[str, ...]]:
    """The name as it can be written here, and the fonts to write it with."""
    title = _clean(name)
    fonts, missing = _fonts_for(title)
    if any(c.isalpha() for c in missing):
        title = _clean(anyascii(title))
        fonts, missing = _fonts_for(title)
    return "".join(c for c in title if c not in missing).strip(), fonts


def _clean(name: str) -> str:
    """One line without control, format and private characters, of bounded length."""
    line = " ".join(unicodedata.normalize("NFC", name[: 4 * _LONGEST_NAME]).split())
    kept = (c for c in line if unicodedata.category(c)[0] != "C" and not "\ufe00" <= c <= "\ufe0f")
    return "".join(kept)[:_LONGEST_NAME]


def _fonts_for(title: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Font families that between them write a title, first choice first, and the characters none of them has."""
    fonts, missing = [_FIRST_FONT], frozenset(title) - _glyphs(_FIRST_FONT) - {" "}
    for family in _more_fonts() if missing else ():
        if missing & _glyphs(family):
            fonts.append(family)
            missing -= _glyphs(family)
        if not missing:
            break
    return tuple(fonts), missing


@lru_cache(maxsize=1)
def _more_fonts() -> tuple[str, ...]:
    from matplotlib.font_manager import fontManager  # noqa: PLC0415 - see the module's docstring

    return tuple(sorted({f.name for f in fontManager.ttflist if f.name.startswith("Noto Sans")}))


@lru_cache(maxsize=64)
def _glyphs(family: str) -> frozenset[str]:
    from matplotlib.font_manager import fontManager, get_font  # noqa: PLC0415 - see the module's docstring

    path = next(
        (f.fname for f in fontManager.ttflist if f.name == family and f.weight in (400, "normal", "regular")),
        None,
    )
    return frozenset(map(chr, get_font(path).get_charmap())) if path else frozenset()
