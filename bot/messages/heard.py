"""Sentences that other parts made in English (why a feed cannot be read, what is wrong with a name, what ails the
bot), known again and said in the language that is spoken.

They are made where nobody knows who will read them, and are kept in the store as they are. A sentence that is not
known stays English; a test holds this table to those that the parts make.
"""

import re
from datetime import timedelta
from functools import lru_cache
from string import Formatter
from typing import Final

from bot.messages.rich import span
from bot.messages.tongue import DEFAULT, mark, spoken, tr

SENTENCES: Final = (
    # fetching
    mark("This address is not allowed: only public http and https addresses are fetched."),
    mark("This address is not allowed: only the ports 80, 443 and from 1024 up are used."),
    mark("This is not a web address. Only public http and https addresses are fetched."),
    mark("{typed} is not a web address. Send one like https://example.com/feed.xml"),
    mark("The server asks for a password (401)."),
    mark("The server asks for payment (402)."),
    mark("The server refuses us (403)."),
    mark("There is nothing at this address (404)."),
    mark("The server says that this address is gone for good (410)."),
    mark("The server asks us to come less often (429)."),
    mark("The server is not available just now (503)."),
    mark("The server has trouble ({status})."),
    mark("The server says no ({status})."),
    mark("The server sends us in circles: more than {most} redirects."),
    mark("The server redirects to something that is not a web address."),
    mark("The answer is too large: over {size} MB."),
    mark("The server did not answer in full within {seconds} seconds."),
    mark("The server's certificate is not valid."),
    mark("No safe connection to the server."),
    mark("The server cannot be reached."),
    mark("The answer broke off or could not be unpacked."),
    mark("The server's answer could not be understood."),
    mark("This address cannot be fetched."),
    mark("There is no server of this name."),
    mark("There is no public server of this name; other addresses are not allowed."),
    # reading
    mark("There is nothing in it: no words were found."),
    mark("There is nothing in it: the input is empty."),
    mark("There is no article in it: only datelines, captions and links were found."),
    mark("There is no article on this page: it is empty or damaged."),
    mark("There is no article on this page: the site shows a consent or robot check instead."),
    mark("There is no article on this page: no running text was found."),
    mark("This page is too large: over {size} MB."),
    mark("This page is too large: it has too many elements for an article."),
    mark("This feed cannot be read: one of its tags has thousands of attributes."),
    mark("This feed cannot be read: it is damaged beyond mending."),
    mark("There is no feed here: no RSS, Atom or RDF was found."),
    mark("There is no feed in this XML: no RSS, Atom or RDF was found."),
    mark("There is no feed at this address any more: it gives a page or a file instead."),
    mark("no feed was found there. Look for a link named RSS, Atom or Feed on that site and add that."),
    mark("that page offers {n} feeds; send it alone to choose."),
    mark("This is not an OPML file: it is no XML."),
    mark("This is not an OPML file: it does not start with <opml>."),
    mark("This is a list of feeds (OPML), not articles; name it in SOURCES to follow its feeds."),
    mark("This is a {kind} file; text, HTML, JSON and feeds can be read."),
    mark("This is no text: it could not be read in any charset."),
    mark("It could not be read: something in it is out of order ({kind})."),
    mark("It could not be read: something in it broke the reading off."),
    mark("It takes too long to read, so I gave it up: something in it is not as it should be."),
    mark("It takes too much memory to read, so I gave it up: something in it is not as it should be."),
    mark("There is too much in it to be taken in at once. Offer it in smaller pieces."),
    mark("I have no room to read it just now."),
    # names
    mark("“{name}” has no letters to look for."),
    mark("“{name}” is only words that stand in every text."),
    mark("“{name}” is very short and will match much that is not meant."),
    # what ails
    mark("the oldest message has been due for {length}, and only {share} of the allowed rate was used"),
    mark("none of {n} source could be read for {length}"),
    mark("none of {n} sources could be read for {length}"),
    mark("sources have waited for {length} to be read"),
    mark("{loop} has failed for {length}: {why}"),
    mark("{loop} has stood still for {length}"),
    mark("sending"),
    mark("asking Telegram what people write"),
    mark("reading the sources"),
    mark("making digests"),
    mark("keeping the archive"),
    mark("listening to hubs"),
    mark("Telegram does not answer ({kind})"),
    # an address and what was wrong with it
    mark("{address}: {why}"),
)
_HEARD_TOO: Final = ("why", "loop")
"""Parts of a sentence that are such sentences themselves."""
_LENGTH: Final = re.compile(r"(\d+) (min|h|days?)")
_UNITS: Final = {"min": timedelta(minutes=1), "h": timedelta(hours=1)}


def heard(text: str) -> str:
    """The sentence in the spoken language; as it is where it is not known."""
    if spoken() == DEFAULT or not text:
        return text
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return tr(sentence, **{name: _part(name, value) for name, value in found.groupdict().items()})
    return tr(text)


def _part(name: str, value: str) -> str:
    length = _LENGTH.fullmatch(value) if name == "length" else None
    if length is not None:
        return span(int(length[1]) * _UNITS.get(length[2], timedelta(days=1)))
    return heard(value) if name in _HEARD_TOO else value


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, pattern_of(sentence)) for sentence in SENTENCES)


def pattern_of(sentence: str) -> re.Pattern[str]:
    """What finds a sentence and the values of its {names}."""
    parts = [
        re.escape(literal) + (f"(?P<{name}>.+?)" if name is not None else "")
        for literal, name, _, _ in Formatter().parse(sentence)
    ]
    return re.compile("".join(parts), re.DOTALL)
