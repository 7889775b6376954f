"""Words for a step that an event is followed by: of the law, of an office, of a life, and the undoing of what was done.

Only words that are news wherever a headline has them; `turns` has more, for telling two pieces of news apart.
"""

from functools import lru_cache
from typing import Final

from bot.domain.words import weigh

_WORDS: Final = {
    "en": "arrested arrest arrests charged convicted convicts sentenced jailed extradited indicted resigns resigned "
    "resignation sacked impeached ousted dies died surrenders surrendered evacuated evacuation banned restored "
    "restores reopened reopens reconnected resumed resumes released freed lifted cancelled canceled withdrawn "
    "rescued overturned revoked reversed acquitted reinstated scrapped quashed",
    "uk": "затримано затримали арештовано арештували засуджено засудили відставку помер померла евакуйовано "
    "евакуювали ухвалили відновлено відновили відновив звільнено звільнили скасовано скасували відкликано "
    "відремонтовано врятовано виправдано",
    "ru": "задержан задержали арестован арестовали осуждён осудили приговорён приговорили отставку умер умерла "
    "скончался скончалась эвакуировали эвакуированы восстановлено восстановили восстановил освобождён "
    "освобождены освободили отменено отменили отменил отозвано отозвал отремонтировано спасены оправдан "
    "возобновлено возобновили",
    "de": "festgenommen verhaftet angeklagt verurteilt zurückgetreten rücktritt gestorben stirbt evakuiert verboten "
    "wiederhergestellt wiedereröffnet freigelassen befreit aufgehoben abgesagt zurückgezogen repariert "
    "gerettet freigesprochen gekippt",
    "fr": "arrêté arrêtée inculpé inculpée condamné condamnée démissionne démission décède évacués rétabli rétablie "
    "rouvert rouvre libéré libérée libérés annulé annulée retiré acquitté acquittée réparé",
    "es": "detenido detenida arrestado acusado condenado condenada dimite dimisión renuncia muere fallece evacuados "
    "restablecido restablecida reabre reabierto reanuda liberado liberada liberados cancelado retirado "
    "rescatado absuelto anulado",
    "pl": "zatrzymany zatrzymano aresztowany aresztowano skazany skazano dymisja rezygnuje zmarł zmarła ewakuowano "
    "przywrócono wznowiono wznowił uwolniono uwolniony zniesiono odwołano wycofano naprawiono uratowano "
    "uniewinniony",
}


def is_step(key: str, language: str | None) -> bool:
    """Whether a word, as it is compared, tells of such a step."""
    return key in _keys(language or "en")


@lru_cache(len(_WORDS) + 8)
def _keys(language: str) -> frozenset[str]:
    return frozenset(weigh(word, language)[0] for word in _WORDS.get(language[:2], "").split())
