"""Words by which something is over, undone or back again: what tells a cut line from the same line repaired.

A report of the turn shares nearly all its words with the report of what it turns, and hides news where it is joined.
"""

from functools import lru_cache
from typing import Final

from bot.domain.words import weigh

_WORDS: Final = {
    "en": "back again restore restored restores reopen reopens reopened reconnect reconnected resume resumes resumed "
    "release released releases freed lift lifted lifts ends ended cancel cancelled canceled withdraw "
    "withdrawn withdraws repair repaired repairs fixed returns returned recover recovered rescued overturn overturned "
    "revoked revokes reverse reversed retract retracted acquitted reinstated averted quashed scrapped",
    "uk": "відновлено відновили відновив відновлює знову повернули повернуто повернувся звільнено звільнили скасовано "
    "скасували знято зняли завершено завершили закінчилося відкликано відремонтовано полагоджено врятовано "
    "виправдано припинено",
    "ru": "восстановлено восстановили восстановил снова вновь вернули возвращён возвращено вернулся освобождён "
    "освобождены освободили отменено отменили отменил снят снято сняли завершено завершили закончился закончилась "
    "отозвано отозвал отремонтировано починили спасены оправдан возобновлено возобновили прекращено",
    "de": "wieder erneut zurück wiederhergestellt wiedereröffnet freigelassen befreit aufgehoben beendet endet "
    "abgesagt zurückgezogen repariert behoben gerettet freigesprochen wiederaufgenommen zurückgekehrt gekippt",
    "fr": "rétabli rétablie rouvert rouverte reprend reprise libéré libérée libérés levé levée terminé annulé "
    "annulée retiré retirée réparé réparée sauvé acquitté rouvre",
    "es": "restablecido restablecida reabre reabierto reanuda reanudado liberado liberada liberados levantado termina "
    "terminado cancelado cancelada retirado reparado reparada rescatado absuelto vuelve regresa anulado",
    "pl": "przywrócono przywrócony ponownie znowu wznowiono wznowił uwolniono uwolniony zwolniony zniesiono zakończono "
    "zakończył odwołano odwołany wycofano naprawiono uratowano uniewinniony wrócił powrócił",
    "pt": "restabelecido restabelecida reaberto reabre retoma retomado libertado libertada libertados levantado "
    "terminou cancelado cancelada retirado reparado resgatado absolvido volta regressa novamente",
    "it": "ripristinato ripristinata riaperto riapre riprende ripreso liberato liberata liberati revocato terminato "
    "annullato annullata ritirato riparato salvato assolto torna nuovamente",
    "tr": "yeniden tekrar onarıldı kaldırıldı kurtarıldı beraat",
}


def is_turn(key: str, language: str | None) -> bool:
    """Whether a word, as it is compared, says that something is over, undone or back."""
    return key in _keys(language or "en")


@lru_cache(len(_WORDS) + 8)
def _keys(language: str) -> frozenset[str]:
    return frozenset(weigh(word, language)[0] for word in _WORDS.get(language[:2], "").split())
