"""Imported by the server that processes are forked from: reads in what is compiled and all tables, once for all of
them."""

from bot.domain import archive, matching
from bot.domain.model import Issue, IssueId

matching.warm()
archive.question(Issue(id=IssueId(0), name="Egypt"))
