"""Imported by the server that processes are forked from: reads in what is compiled, once for all of them."""

from bot.domain import matching

matching.warm()
