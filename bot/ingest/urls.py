"""Canonical article addresses: one article is one address, however it was shared.

Conservative: what may choose another page (path, order of parameters, trailing slash, www) stays. Never fetches.
"""

import html
import re
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from bot.ingest import clearurls

# Parameters that only say where a click came from. Documented by the ad, mail and analytics services that add
# them; none of them ever chooses a page. Anything less certain ("ref", "source", "id") stays.
_TRACKING = (
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid "
    "mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id vero_conv oly_anon_id oly_enc_id _openstat _ga "
    "_gl wt_mc wt.mc_id wt_zmc wtmc wickedid s_cid s_kwcid ef_id cmpid cmp icid ncid ocid ito smid xtor rb_clickid "
    "guccounter guce_referrer guce_referrer_sig __twitter_impression ml_subscriber ml_subscriber_hash sc_campaign "
    "sc_channel sc_content sc_medium sc_outcome sc_geo srsltid spm scm mibextid sfnsn fb_action_ids fb_action_types "
    "fb_ref fb_source action_object_map action_type_map action_ref_map cvid xtref piwik_campaign piwik_kwd mtm_group "
    "at_custom1 at_custom2 at_custom3 at_custom4 ref_src ref_url feature_source soc_src soc_trk rss_medium"
)
TRACKING = frozenset(_TRACKING.split())
TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "itm_",
    "hsa_",
    "at_campaign",
    "at_medium",
    "at_link",
    "at_ptr",
    "ns_",
    "trk_",
)

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 2048
"""Characters; longer addresses are refused by many servers and by Telegram's links."""

_UNWANTED = re.compile(r"[\x00-\x20\x7f]+")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical(url: str, base: str | None = None) -> str | None:
    """The address under which an article is known; None for anything that is not an http(s) address.

    Lower-cases scheme and host, drops user name, default port, fragment and tracking parameters, and writes
    escapes one way (RFC 3986, section 6.2.2). Idempotent. `base` resolves a relative address.
    """
    cleaned = url.strip()
    if "&amp;" in cleaned:
        cleaned = html.unescape(cleaned)
    try:
        parts = urlsplit(urljoin(base, cleaned) if base else cleaned)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in DEFAULT_PORTS or not host:
        return None
    return _join(parts, host, port)


def article(url: str, base: str | None = None) -> str | None:
    """The canonical address of an article: without what only tracks its reader, and where it leads if it only leads
    elsewhere ("google.com/url?url=…", as alerts by feed have them). None as for `canonical`. Idempotent."""
    known = canonical(url, base)
    cleaned = clearurls.cleared(known) if known else None
    return known if cleaned == known or cleaned is None else canonical(cleaned) or known


def _join(parts: SplitResult, host: str, port: int | None) -> str | None:
    scheme = parts.scheme.lower()
    name = _host(host)
    if name is None:
        return None
    place = name if port in (None, DEFAULT_PORTS[scheme]) else f"{name}:{port}"
    path = _dots(_escapes(parts.path)) or "/"
    joined = urlunsplit((scheme, place, path, _query(parts.query), _fragment(parts.fragment)))
    return joined if len(joined) <= MAX_LENGTH else None


def site(url: str) -> str:
    """The host as a reader knows it: without port and leading "www."; "" when there is none."""
    return host(url).removeprefix("www.")


def host(url: str) -> str:
    """The name of its server, by which turns are kept and sources stored; "" when there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def related(url: str, other: str) -> bool:
    """Whether two addresses are of one site: the same name, or one below the other, `www.` aside."""
    one, two = site(url), site(other)
    return one == two or one.endswith(f".{two}") or two.endswith(f".{one}")


def _host(host: str) -> str | None:
    name = host.rstrip(".").lower()
    if ":" in name:
        try:
            return f"[{IPv6Address(name).compressed}]"
        except ValueError:
            return None
    if name.isascii():
        return name if name and not _UNWANTED.search(name) else None
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _escapes(text: str) -> str:
    """Escapes in upper case, letters and digits unescaped, everything outside ASCII escaped."""

    def one(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return char if char in _UNRESERVED else found[0].upper()

    return quote(_ESCAPE.sub(one, text), safe="%/:=&?~#+!$,;'@()*[]|")


def _dots(path: str) -> str:
    """Resolves "." and ".." (RFC 3986, section 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            del kept[1:][-1:]
            if len(kept) > 1:
                kept.pop()
        elif step != ".":
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _query(query: str) -> str:
    return "&".join(_escapes(pair) for pair in query.split("&") if pair and not _tracks(pair))


def _tracks(pair: str) -> bool:
    name = unquote(pair.partition("=")[0]).lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _fragment(fragment: str) -> str:
    """Kept only where it is the page's address in disguise (#!/path)."""
    return _escapes(fragment) if fragment.startswith(("!", "/")) else ""
