"""Raw page dumps as people paste them, written for these tests, each with other furniture."""

GERMAN = """Startseite > Politik > Ausland

Anzeige
Hafen von Odermünde bleibt bis Juni gesperrt
Die Reederei rechnet mit Verlusten in Millionenhöhe.
Von Karla Winterstein und Jonas Brück
Stand: 3. Mai 2026, 14:05 Uhr
Lesezeit: 3 Minuten

Der Hafen von Odermünde bleibt nach dem Brand des Tanklagers bis mindestens Juni gesperrt, teilte die Stadt mit.

Lesen Sie auch: So wird das Wetter am Wochenende

Die Feuerwehr hatte den Brand erst nach drei Tagen gelöscht. Verletzt wurde niemand.

© 2026 Küstenkurier. Alle Rechte vorbehalten.
"""

RUSSIAN = """Мост через Светлую откроют раньше срока
4 марта 2026, 12:30
Автор: Ирина Полевая

Движение по мосту через реку Светлую откроют на два месяца раньше срока, сообщили в министерстве транспорта.

Строители закончили укладку покрытия в феврале, осталось провести испытания.

Источник: Речной вестник
"""

BRITISH = """Ferry talks collapse after night of bargaining
By Maud Pellinore
Published 12:30 GMT, 4 March 2026
Updated 5 hours ago
Share

Talks between the island ferry operator and its crews collapsed in the early hours after a night of bargaining.

(Photo: Island Press)

Both sides said they would not meet again before Friday, and the summer timetable is now in doubt.
"""

RELATIVE = """Reservoir level rises for third week
Updated 5 hours ago

Water in the Kestrel reservoir rose for a third week running, the basin authority said in its bulletin.

Farmers downstream hope that irrigation can start in April.
"""

LINKED = """https://www.news.example/world/harbour-strike?utm_source=share&id=7
Harbour strike enters second week
March 4, 2026 | 5:10 PM ET

Dock workers at the eastern harbour stayed away for a second week as talks over shift lengths made no progress.
"""

CRAMMED = (
    "Island parliament splits over the budget\n"
    "Dublin, Ireland\n"
    "Last updated: 14 July 2026 | 9:15 PM IST\n"
    "\n"
    "The island's parliament split over the budget on Tuesday and adjourned without a vote until the autumn.\n"
    "\n"
    "\u00a0 \n"
    "The open questions are:\u00a0 Harbour dues\u00a0 The finance minister wants the dues doubled, which the northern "
    "ports call ruinous for every boat under twenty metres.\n"
    "\n"
    "Fuel levy\u00a0 No agreement is in sight on the levy, and the coast guard has asked to be left out of it.\n"
    "\n"
    "Both sides meet again.  They have until June."
)

PLAIN = """The committee met twice this week and could not agree on a date.

Its chair said that the matter was urgent. Members from the south asked for more time.

A third meeting has been called for Monday."""
