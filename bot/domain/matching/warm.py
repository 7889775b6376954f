"""Does once what takes long at the first time: compiles matching, reads the tables of names.

`python -m bot.domain.matching` does it ahead of the first start.
"""

from bot.domain import text
from bot.domain.matching import known
from bot.domain.matching.index import Index
from bot.domain.model import Issue, IssueId


def warm() -> None:
    """Match two small articles. About a minute where nothing is compiled yet, else two seconds."""
    index = Index()
    first, second, third = (
        Issue(id=IssueId(n), name=name) for n, name in enumerate(("Kyiv", "Paris", "New York bridge"), 1)
    )
    index.load([first, second])
    index.add(third)
    for body, language in (("The bridge of New York, and Kiev.", "en"), ("\u57fa\u8f85", "zh")):
        index.match(text.read("", body, language))
    index.remove(third.id)
    known.is_ordinary("bridge", "en")
