"""What an archived article can be found by, and what a question looks for: the rules of the archive's index.

An article is filed under its words as they stand; each word that is new to the archive is filed once under its stem
and its sound, so that a question finds the other writings of its words among those that articles really have.
Knows no store. What is found here are candidates: whether one speaks of the issue is for matching to say.
"""

from bot.domain.archive.filing import Entry, Filer, searchable, whole
from bot.domain.archive.judge import Judge, nearest
from bot.domain.archive.keys import Filed
from bot.domain.archive.part import parts, telling
from bot.domain.archive.question import Question, Wanted, question

__all__ = [
    "Entry",
    "Filed",
    "Filer",
    "Judge",
    "Question",
    "Wanted",
    "nearest",
    "parts",
    "question",
    "searchable",
    "telling",
    "whole",
]
