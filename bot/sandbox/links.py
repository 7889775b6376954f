"""Which addresses Telegram takes for links, and which words of a text it makes into entities by itself.

An approximation of TDLib's LinkManager and entity search where those know thousands of domain names: bare
addresses are found under the common top-level domains only, addresses with a scheme under all.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

TLDS = "com|org|net|edu|gov|mil|int|info|biz|io|me|co|uk|ua|pl|de|fr|eu|us|in|ru|news|press|media|app|dev|ai"
HOST = r"(?:[\w-]{1,63}\.)+"
FOUND = re.compile(
    rf"""(?P<url>\b(?:https?|ftp|tg|ton)://[^\s<>"«»]+|(?<![\w@./-]){HOST}(?:{TLDS})\b(?::\d{{1,5}})?(?:/[^\s<>"«»]*)?)
    |(?P<email>(?<![\w.+-])[\w.+-]{{1,64}}@{HOST}[A-Za-z]{{2,24}}\b)
    |(?P<mention>(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{{2,31}}(?!\w))
    |(?P<bot_command>(?<![\w/<>@.])/[A-Za-z0-9_]{{1,64}}(?:@[A-Za-z0-9_]{{3,32}})?(?![\w/<>]))
    |(?P<hashtag>(?<!\w)\#(?=\w*[^\W\d])\w{{1,256}})
    |(?P<cashtag>(?<![\w$])\$[A-Z]{{1,8}}(?!\w))""",
    re.VERBOSE,
)


def found_in(text: str) -> Iterator[tuple[str, int, int]]:
    """The entities that Telegram adds by itself: type, start, end in characters, in order, never overlapping."""
    at = 0
    while found := FOUND.search(text, at):
        kind = str(found.lastgroup)
        start, end = found.span()
        if kind == "url":
            end = start + len(_trimmed(found.group()))
        at = max(end, start + 1)
        yield kind, start, end


def _trimmed(url: str) -> str:
    """Without the punctuation that belongs to the sentence; a closing bracket stays if it was opened."""
    while url:
        last = url[-1]
        opened = {")": "(", "]": "[", "}": "{"}.get(last)
        if last in ".,:;!?'\"…" or (opened and url.count(opened) < url.count(last)):
            url = url[:-1]
        else:
            break
    return url


def user_link(url: str) -> int | None:
    """The id in a tg://user?id=… link, None for any other."""
    found = re.fullmatch(r"tg://user/?\?id=(\d{1,15})", url.strip(), re.IGNORECASE)
    return int(found.group(1)) if found else None


def link_fault(url: str) -> str:
    """Why Telegram does not take this address for a link, in its words; empty where it does."""
    url = url.strip()
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", url)
    if scheme and not re.match(r"[^:/?#]+:\d", url):
        if scheme.group(1).lower() in {"tg", "ton", "tonsite"}:
            return ""
        if scheme.group(1).lower() not in {"http", "https"}:
            return "Unsupported URL protocol"
    try:
        parts = urlsplit(url if scheme and "://" in url else f"http://{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "Wrong HTTP URL"
    if port == 0:
        return "Wrong port number specified in the URL"
    if not host:
        return "URL host is empty"
    bad = any(c.isspace() or c in "<>\"'\\^`{|}" for c in parts.netloc) or "." not in host.strip(".")
    return "Wrong HTTP URL" if (bad and ":" not in host) or ".." in host else ""


def checked_link(url: str) -> str:
    """The address as Telegram keeps it (scheme given, host in small letters, path at least "/"), or empty."""
    url = url.strip()
    if not url or link_fault(url):
        return ""
    if re.match(r"(?:tg|ton|tonsite):", url, re.IGNORECASE):
        return url
    parts = urlsplit(url if re.match(r"https?://", url, re.IGNORECASE) else f"http://{url}")
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()
