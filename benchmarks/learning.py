"""What do twenty honest presses teach? Precision and recall of alerts before and after, on labelled articles.

    python benchmarks/learning.py --folder DIR [--sets en_allsides,en_reuters] [--presses 20]

DIR holds `<set>.jsonl.gz` (articles with "topics" and "text") and `issues_<set>.json` ({name: how many}, the name
being the topic); no such data comes with the project. A made-up person follows each issue at the loose setting, where
mentions ring, and reads the first half of the articles in order, twenty presses in all. A wrong alert gets 👎; of the
changes proposed the person takes the first that costs no alert that was right, as its list shows, and a word only if it
would have kept away three stories, for one is no pattern; else nothing is changed. A right alert that only just rang
gets 👍. The other half is then judged with and without what was learned: nothing of it was seen.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.domain.learning import PATTERN, Proposal, Wrong, is_borderline, kept_from, proposals, rings, taught
from bot.domain.matching import THRESHOLDS, Index
from bot.domain.model import (
    ChatId,
    Issue,
    IssueId,
    Match,
    StoryId,
    Strictness,
    Subscription,
    SubscriptionId,
)
from bot.domain.standing import Report
from bot.domain.text import read
from bot.domain.wishes import Lesson, LessonKind

NOW = datetime(2026, 3, 10, tzinfo=UTC)
SETS = ("en_allsides", "en_reuters", "en_kpcrowd", "fr_wikinews", "ru_rt", "ru_ng", "pt_bnkp")
Judged = list[tuple[Report, bool]]
"""What an issue's articles give, in order, and whether its label is theirs."""


def main() -> None:
    """Print a row a set."""
    arguments = _arguments()
    print(f"{'set':14} {'issues':>6} {'presses':>7} {'P before':>9} {'P after':>8} {'R kept':>7}")
    for name in arguments.sets.split(","):
        before, after, issues, presses = _Tally(), _Tally(), 0, 0
        for one, judged in _issues(arguments.folder, name):
            half = len(judged) // 2
            learned, pressed = press(one, judged[:half], arguments.presses)
            before.add(one, judged[half:])
            after.add(learned, judged[half:])
            issues, presses = issues + 1, presses + pressed
        kept = after.right / before.right if before.right else 1.0
        row = f"{name:14} {issues:6} {presses:7} {before.precision:9.3f} {after.precision:8.3f} {kept:7.3f}"
        print(row, flush=True)


def press(one: Subscription, judged: Judged, most: int) -> tuple[Subscription, int]:
    """An honest person reads these articles: what that teaches, and how many presses it took."""
    pressed, seen, liked = 0, list[Report](), set[StoryId]()
    for number, (report, is_right) in enumerate(judged):
        seen.append(report)
        if is_right:
            liked.add(report.story)
        now = NOW + timedelta(minutes=number)
        if pressed == most or not rings(one, report):
            continue
        if is_right and is_borderline(one, report.match.score):
            kept = Lesson(LessonKind.KEPT, kept_from(report.match.score), now)
            one, pressed = taught(one, kept), pressed + 1
        elif not is_right:
            wrong = Wrong.MENTION if report.match.score < THRESHOLDS[Strictness.NORMAL] else Wrong.SUBJECT
            found = proposals(wrong, one, report, seen, now)
            free = [it for it in found if _is_worth_taking(it, liked)]
            one = taught(one, free[0].lesson) if free else one
            pressed += 1
    return one, pressed


def _is_worth_taking(one: Proposal, liked: Collection[StoryId]) -> bool:
    """As far as its list shows."""
    is_pattern = one.lesson.kind is not LessonKind.WORD or len(one.dropped) >= PATTERN
    return is_pattern and not any(dropped.story in liked for dropped in one.dropped)


class _Tally:
    """Alerts, and the right ones among them."""

    def __init__(self) -> None:
        self.rang = self.right = 0

    def add(self, one: Subscription, judged: Judged) -> None:
        """Count what rings."""
        for report, is_right in judged:
            if rings(one, report):
                self.rang += 1
                self.right += is_right

    @property
    def precision(self) -> float:
        """The share of right ones; 1 without any."""
        return self.right / self.rang if self.rang else 1.0


def _issues(folder: Path, name: str) -> Iterator[tuple[Subscription, Judged]]:
    """Each issue of a set with what its articles give."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    labels: dict[str, int] = json.loads((folder / f"issues_{name}.json").read_text(encoding="utf-8"))
    index, followed = Index(), {}
    for number, label in enumerate(labels, 1):
        issue = Issue(id=IssueId(number), name=label)
        index.add(issue)
        followed[issue.id] = _subscription(issue)
    given: dict[IssueId, Judged] = {id: [] for id in followed}
    for number, article in enumerate(articles):
        topics = {topic.casefold() for topic in article["topics"]}
        text = read(article.get("title") or "", article["text"])
        for match in index.match(text, THRESHOLDS[Strictness.LOOSE]):
            is_right = followed[match.issue].issue.name.casefold() in topics
            given[match.issue].append((_report(number, article, match), is_right))
    for id, one in followed.items():
        yield one, given[id]


def _subscription(issue: Issue) -> Subscription:
    return Subscription(
        id=SubscriptionId(1), chat=ChatId(1), issue=issue, strictness=Strictness.LOOSE, created_at=NOW
    )


def _report(number: int, article: dict[str, str], match: Match) -> Report:
    return Report(
        story=StoryId(number),
        match=match,
        title=article.get("title") or "",
        text=article["text"],
        url=None,
        source=article.get("source") or "",
        published_at=NOW,
        language=article.get("lang"),
    )


def _arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What do twenty honest presses teach?")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--presses", type=int, default=20)
    return parser.parse_args(given)


if __name__ == "__main__":
    main()
