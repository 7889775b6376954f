"""What stands round an article on a page and is not the article: datelines, bylines, captions, navigation,
disclaimers. Recognised line by line, by shape and by words of many languages; what is done with it is `dump`'s.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.ingest import dates, urls


class Kind(StrEnum):
    """What a line is; TEXT is everything that may be the article."""

    TEXT = "text"
    DATE = "date"
    BYLINE = "byline"
    CAPTION = "caption"
    CHROME = "chrome"
    NOTICE = "notice"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a dump, and what was recognised in it."""

    text: str
    kind: Kind = Kind.TEXT
    name: str = ""
    """The author of a byline, the publisher of a notice, the url of an address."""
    published: bool = False
    """A date that calls itself the time of publication."""


AGENCIES = (
    "AP|AFP|Reuters|PTI|ANI|IANS|UNI|dpa|DPA|TASS|ТАСС|Interfax|Интерфакс|РИА Новости|RIA Novosti|EFE|ANSA|"
    "Xinhua|Kyodo|UPI|Bloomberg|PAP|APA|SDA|Ukrinform|Укрінформ|Anadolu|AA|Lusa|Belga|ANP|NTB|Ritzau|STT|Yonhap|CTK|ČTK|MTI|BTA|"
    "Agerpres|Associated Press|The Associated Press|Agence France-Presse|Press Trust of India|Press Association|"
    "PA Media"
)
_DATE_WORDS = (
    r"last|first|date|dated?|posted|published|publish|updated?|modified|created|issued|on|at|from|the|of|time|edited|"
    r"stand|veröffentlicht|aktualisiert|erstellt|am|um|uhr|vom|publié|mis|mise|à|jour|le|a|las|modifié|publicado|"
    r"actualizado|el|em|às|atualizado|pubblicato|aggiornato|il|alle|ore|gepubliceerd|bijgewerkt|op|opublikowano|"
    r"aktualizacja|dodano|опубликовано|обновлено|дата|в|опубліковано|оновлено|о|год|güncelleme|yayınlanma|giriş|tarihi|"
    r"तारीख|प्रकाशित|अपडेट|अद्यतन|發布|发布|更新|公開|配信|時間|h|hrs|hs|г|р|року|года|"
    r"mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|п.ятниця|субота|неділя"
)
_DATE_WORD = re.compile(rf"(?<!\w)(?:{_DATE_WORDS})(?!\w)", re.I)
_PUBLISHED = re.compile(
    r"publi|veröffentlicht|posted|erstellt|опублик|опублік|pubblic|gepubl|yayın|प्रकाशित|發布|发布|公開|配信",
    re.I,
)
_UNIT = (
    r"(?:sec|second|min|minute|hr|hour|day|week|month)s?|sekunden?|minuten?|stunden?|tag(?:en?)?|heures?|jours?|horas?|"
    r"minutos?|días?|dias?|ore|minuti|giorni|часов|часа|час|минут\w?|дн\w+|годин\w?|хвилин\w?|घंटे|मिनट|小时|分钟|時間|分"
)
_RELATIVE = re.compile(
    rf"\b\d+\s*(?:{_UNIT})\.?\s*(?:ago|temu|fa|назад|тому|geleden|önce|पहले|前)\b|"
    rf"(?:\bvor|\bil y a|\bhace|\bhá)\s+\d+\s*(?:{_UNIT})",
    re.I,
)
_NAME = r"[A-ZÀ-ÞĀ-ŽΑ-ΩЀ-Я][\w.'’-]*"
_LINK = r"(?:and|und|et|y|e|en|och|og|i|и|та|і|de|da|di|del|van|von|der|den|la|al|bin|el|&|,|in)"
_PEOPLE = rf"{_NAME}(?:(?:\s*,)?\s+(?:{_LINK}\s+)*{_NAME}){{0,9}}"
_BYLINE = re.compile(
    rf"^(?:(?:By|BY|Von|Par|Por|Di|Door|Av|Af|Tekst|Text|Reported by|Written by|Story by|Autor(?:a|in|zy)?|Author|"
    rf"Auteur|Autore|Автор\w?|Текст|लेखक)\s*:?\s+)(?P<people>{_PEOPLE})\s*$"
)
_AGENCY = re.compile(
    rf"^[(\[]?(?P<agency>{AGENCIES})[)\]]?(?:\s*[|,/–-]?\s+{_NAME}(?:\s+{_NAME}){{0,2}})?\s*$"
)
_PHOTO = (
    r"photo|image|picture|pic|foto|bild|photograph|credit|crédit|фото|getty images|ap photo|file photo|archivbild|"
    r"imagen|immagine|zdjęcie|фотографія|फोटो"
)
_CAPTION = re.compile(
    rf"[(\[]\s*(?:file\s+)?(?:{_PHOTO})\b[^()\[\]]{{0,80}}[)\]]\.?\s*$|^(?:{_PHOTO})(?:\s+credit)?s?\s*(?:[:|©]|by\s)|"
    rf"[|/©]\s*(?:{_PHOTO})(?:\s+credit)?\s*:|(?:©|/)\s*(?:Getty|AFP|Reuters|AP|dpa|EPA)\b[^.]{{0,40}}$|"
    r"Getty Images\)?\s*$",
    re.I,
)
_CHROME = re.compile(
    r"(?:advertisement|advertorial|anzeige|werbung|реклама|publicité|publicidad|pubblicità|reklama|reklam|विज्ञापन|广告|"
    r"share(?: this)?(?: article| story)?|teilen|поделиться|поширити|partager|compartir|menu|home|subscribe(?: now)?|"
    r"sign (?:in|up)|log ?in|register|skip to (?:main )?content|search|comments?(?: \(\d+\))?|\d+ comments?|print|"
    r"copy link|facebook|twitter|x|whatsapp|telegram|linkedin|e-?mail|save|bookmark|listen|follow us|"
    r"listen to (?:this )?(?:article|story).{0,20}|close|next|previous|back|live|breaking(?: news)?|loading.{0,3}|"
    r"(?:\d+ ?[-–]? ?mins? read|\d+ minutes? read|reading time:? .{1,20}|lesezeit:? .{1,20}|\d+ min\.? lesezeit|"
    r"lecture :? ?\d+ min\w*|время чтения:? .{1,20}))",
    re.I,
)
_PROMPT = re.compile(
    r"^(?:(?:please )?subscribe (?:now |today |here )?(?:to|for) |already (?:a|an) (?:subscriber|member)\b|"
    r"already subscribed\b|(?:please )?(?:log|sign) in (?:to|or) |register (?:now |for free )?to (?:continue|read)|"
    r"to (?:continue|keep) reading\b|(?:continue|keep) reading (?:with|by|for)\b|"
    r"(?:this|the) (?:article|story|content) is (?:only |exclusively )?"
    r"(?:for|available to|reserved for) (?:our |paying )*(?:subscribers|members)|(?:get|enjoy) (?:unlimited|full) "
    r"(?:digital )?access|you(?: have|’ve|'ve) (?:reached|read|used) (?:your|all|the)\b.*\b(?:free|limit|articles)|"
    r"bereits (?:abonnent|abonniert|registriert)|jetzt (?:abonnieren|weiterlesen|testen)|weiterlesen mit|"
    r"(?:dieser|der) (?:artikel|text) ist (?:nur )?für (?:unsere )?abonnent|"
    r"(?:cet )?article (?:est )?réservé aux abonnés|(?:vous êtes )?déjà abonné|"
    r"ya (?:eres|es) suscriptor|suscr[ií]b(?:ete|ase) para|sei già abbonato|abbonati per|"
    r"já é assinante|assine para|читайте полностью по подписке|материал доступен (?:только )?подписчикам|"
    r"оформите подписку)",
    re.I,
)
_CRUMBS = re.compile(r"^[^.!?:]{2,30}(?:\s*[>›»→]\s*[^.!?>›»→]{2,60}){1,6}$")
_POINTER = re.compile(
    r"^(?:also (?:read|on)|read (?:more|also|next)|see also|related(?: stor(?:y|ies)| articles?)?:|more:|watch:|"
    r"lesen sie (?:auch|mehr)|mehr (?:zum thema|dazu)|(?:à )?lire (?:aussi|également)|voir aussi|"
    r"(?:ver|vea|lea|lee|leer) (?:también|además|más)|(?:le|te) (?:puede|podría) interesar|leia (?:também|mais)|"
    r"veja também|leggi anche|lees ook|czytaj (?:też|także|również)|zobacz (?:też|także)|читайте (?:также|також)|"
    r"ये भी पढ़ें|यह भी पढ़ें|延伸阅读|相关新闻|関連記事)(?!\w)",
    re.I,
)
_STAFF = re.compile(
    r"\b(?:by|from|of)\s+(?:the\s+)?(?P<name>[A-Z][\w&.'’-]*(?:\s+[A-Z&][\w&.'’-]*){0,4}?)(?:['’]s)?\s+(?:staff|team|desk|editors|newsroom)\b"
    r"|\bedited by\s+(?:the\s+)?(?P<editor>[A-Z][\w&.'’-]*(?:\s+[A-Z&][\w&.'’-]*){0,4}?)\s*(?:and|staff|,|\.)"
)
_NOTICE = re.compile(
    r"auto-?generated|syndicated (?:feed|news)|has not been (?:edited|created)|published (?:unedited )?from (?:a|an) |"
    r"with inputs from|with agency inputs|all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos|tutti i diritti|все права защищены|усі права захищ|wszelkie prawa|any reproduction|"
    r"may not be (?:published|reproduced)|^disclaimer\b|^\(?c\)? ?\d{4}\b|^(?:©|copyright\b|\(c\)\s)|"
    r"^first published\b",
    re.I,
)
_RIGHTS = re.compile(
    r"(?:©|\bcopyright\b|\(c\))\s*(?:©\s*)?(?:\d{4}\s*(?:[-–]\s*\d{4})?)?\s*,?\s*(?:by\s+)?(?P<name>[^\W\d_][^.,;|©()]{1,50})",
    re.I,
)
_ORIGIN = re.compile(
    r"^(?:source|quelle|источник|джерело|fuente|fonte|bron|źródło|kaynak|स्रोत|来源|出典)\s*[:：]\s*(?P<name>.{2,60})$",
    re.I,
)
_BARE_URL = re.compile(r"^<?(?P<url>https?://[^\s<>]+)>?$", re.I)
_DATE_SIZE, _NOTICE_SIZE, _CAPTION_SIZE = 140, 600, 320


def recognise(text: str, language: str | None = None) -> Line:
    """What the line is. Bounded: long lines are the article, whatever they say."""
    if found := _BARE_URL.match(text):
        return Line(text, Kind.ADDRESS, name=urls.article(found["url"]) or "")
    if len(text) > _NOTICE_SIZE:
        return Line(text)
    return (
        _date(text, language)
        or _byline(text)
        or _caption(text)
        or _notice(text)
        or _chrome(text)
        or Line(text)
    )


def is_between(text: str) -> bool:
    """Whether a short line inside an article is a caption, a button or a pointer to another article."""
    return bool(_caption(text) or _chrome(text))


def _date(text: str, language: str | None) -> Line | None:
    if len(text) > _DATE_SIZE:
        return None
    published = bool(_PUBLISHED.search(text))
    if found := dates.find(text, language):
        rest = _rest(found.rest)
        if len(rest.split()) <= 3 and len(rest) <= 40 and not rest.endswith("."):
            return Line(text, Kind.DATE, published=published)
        person = _byline(rest)
        return Line(text, Kind.DATE, name=person.name, published=published) if person else None
    if len(text) <= 70 and _RELATIVE.search(text) and len(_rest(_RELATIVE.sub(" ", text)).split()) <= 3:
        return Line(text, Kind.CHROME)
    return None


def _rest(text: str) -> str:
    """What a dateline says beside its date."""
    return " ".join(
        re.sub(r"[|,;·•()\[\]–—-]+|:(?=\s|$)|(?<=\s)[.:]", " ", _DATE_WORD.sub(" ", text)).split()
    )


def _byline(text: str) -> Line | None:
    if len(text) > 120:
        return None
    found = _BYLINE.match(text)
    if found and (len(found["people"].split()) > 1 or re.fullmatch(AGENCIES, found["people"])):
        people = re.sub(r",?\s+(?:and|und|et|y|och|og|и|та|і|&)\s+", ", ", found["people"])
        return Line(text, Kind.BYLINE, name=people)
    agency = _AGENCY.match(text)
    return Line(text, Kind.BYLINE, name=agency["agency"]) if agency else None


def _caption(text: str) -> Line | None:
    return Line(text, Kind.CAPTION) if len(text) <= _CAPTION_SIZE and _CAPTION.search(text) else None


def _notice(text: str) -> Line | None:
    if origin := _ORIGIN.match(text):
        return Line(text, Kind.NOTICE, name=origin["name"].strip(" ."))
    if not _NOTICE.search(text):
        return None
    staff, rights = _STAFF.search(text), _RIGHTS.search(text)
    name = (staff and (staff["name"] or staff["editor"])) or (rights and rights["name"]) or ""
    name = re.sub(r"\s*\b(?:all rights|alle rechte|все права|tous droits|todos los).*$", "", name, flags=re.I)
    return Line(text, Kind.NOTICE, name=name.strip())


def _chrome(text: str) -> Line | None:
    if len(text) > 200:
        return None
    found = _CHROME.fullmatch(text.strip(" .|:•>")) or _CRUMBS.match(text) or _POINTER.match(text)
    found = found or _PROMPT.match(text)
    return Line(text, Kind.CHROME) if found else None
