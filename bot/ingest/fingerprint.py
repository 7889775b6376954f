"""A name for articles that came without id and address: a hash of their words. Contains no rule of sameness;
which articles are copies of one another is for `stories` to say."""

import hashlib
import re

_WORDS = re.compile(r"\w+")


def of(title: str, text: str) -> str:
    """The same words give the same "sha256:…" whatever their layout."""
    words = " ".join(_WORDS.findall(f"{title}\n{text}".casefold()))
    return f"sha256:{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:32]}"
