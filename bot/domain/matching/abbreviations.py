"""Short forms that articles themselves explain: "Belmora Port Authority (BPA)". Found to be offered, never added.

The rule is the one of A. Schwartz and M. Hearst (A simple algorithm for identifying abbreviation definitions in
biomedical text, 2003), kept to its safest part: every letter of the short form opens a word of the long one or is a
capital in it, the first letters are the same, and the long form is the whole of a followed name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.domain import languages, text
from bot.domain.matching.index import Index
from bot.domain.model import Issue, IssueId

MOST = 3
"""Short forms offered at once."""
_SHORT = re.compile(r"[^\W_][\w.&/-]{1,11}")
_BRACKET = re.compile(r"[(（]([^()（）\n]{2,80})[)）]")
_WORD = re.compile(r"[^\W_][\w'’.&/-]*")
_BEFORE = 160
"""Characters before a bracket that are looked at."""
_STOP = re.compile(r"[.!?;:]\s|\n")


def abbreviations(issue: Issue, texts: Iterable[str]) -> tuple[str, ...]:
    """Other writings of the issue's names that the texts give in brackets, the commonest first: the short form of a
    long name, the long form of a short one. What the issue is named already is left out."""
    given = {text.normalise(name) for name in (issue.name, *issue.aliases)}
    trial = Index()
    trial.add(Issue(id=IssueId(1), name=issue.name, aliases=issue.aliases, without=("*",)))
    found: Counter[str] = Counter()
    whole: dict[str, bool] = {}
    for one in texts:
        for long, short in set(_pairs(one)):
            if long not in whole:
                whole[long] = _is_whole(trial, long)
            if whole[long]:
                found[short] += 1
            elif text.normalise(short) in given:
                found[long] += 1
    new = [(name, count) for name, count in found.items() if text.normalise(name) not in given]
    return tuple(name for name, _ in sorted(new, key=lambda pair: (-pair[1], pair[0])))[:MOST]


def _pairs(source: str) -> Iterator[tuple[str, str]]:
    """(long form, short form) of each explanation in a text, whichever of the two stands in the bracket."""
    for bracket in _BRACKET.finditer(source):
        inside = bracket[1].strip(" “”\"'«»")
        before = _STOP.split(source[max(0, bracket.start() - _BEFORE) : bracket.start()])[-1]
        words = _WORD.findall(before)
        if not words:
            continue
        if _is_short(inside):
            long = _long(words, inside)
            if long:
                yield long, inside
        elif _is_short(words[-1]) and (long := _long(_WORD.findall(inside), words[-1])):
            yield long, words[-1]


def _is_short(word: str) -> bool:
    """Whether it looks like a short form: one word with at least two capitals."""
    return bool(_SHORT.fullmatch(word)) and sum(map(str.isupper, word)) >= 2


def _long(words: Sequence[str], short: str) -> str:
    """The shortest run of words, up to the last one, that the short form stands for; empty for none."""
    letters = [letter for letter in short.casefold() if letter.isalnum()]
    most = min(len(letters) + 5, 2 * len(letters))
    for start in range(len(words) - 2, max(-1, len(words) - most - 1), -1):
        run = words[start:]
        if run[0][0].casefold() == letters[0] and _stands_for(letters, run):
            return " ".join(run)
    return ""


def _stands_for(letters: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the letters are initials or capitals of the words in their order, and no telling word goes without."""
    at = 0
    for word in words:
        own = [c.casefold() for n, c in enumerate(word) if n == 0 or c.isupper()]
        before = at
        for letter in own:
            if at < len(letters) and letters[at] == letter:
                at += 1
        if at == before and not languages.is_stop(word.casefold(), None):
            return False
    return at == len(letters)


def _is_whole(trial: Index, long: str) -> bool:
    """Whether the long form is one of the followed names from its first word to its last."""
    wanted = text.normalise(long)
    return any(text.normalise(match.matched) == wanted for match in trial.match(text.read("", long, None)))
