"""Chinese in one writing: what mainland China writes simplified, Taiwan and Hong Kong write in traditional characters.

Character by character, so that places in a text stay the same. By OpenCC's table; knows no words.
"""

from functools import lru_cache
from itertools import product
from typing import Final

import opencc

WRITINGS: Final = 16
"""So many are given whole."""
_BLOCKS: Final = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0))


def simplified(text: str) -> str:
    """A text with each character simplified; as long as before."""
    return text if text.isascii() else text.translate(_simple())


def writings(text: str) -> tuple[str, ...]:
    """The writings of some characters, the simplified one first: all of them, or the likeliest where they are many."""
    plain = simplified(text)
    ways = 1
    choices = []
    for sign in plain:
        choices.append((sign, *_traditional().get(sign, ())))
        ways *= len(choices[-1])
        if ways > WRITINGS:
            return tuple(dict.fromkeys((plain, text, opencc.OpenCC("s2t").convert(plain))))
    return tuple("".join(signs) for signs in product(*choices))


@lru_cache(maxsize=1)
def _simple() -> dict[int, str]:
    signs = [chr(point) for first, end in _BLOCKS for point in range(first, end)]
    plain = opencc.OpenCC("t2s").convert("\n".join(signs)).split("\n")
    return {ord(sign): one for sign, one in zip(signs, plain, strict=True) if one != sign and len(one) == 1}


@lru_cache(maxsize=1)
def _traditional() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for point, plain in _simple().items():
        found[plain] = (*found.get(plain, ()), chr(point))
    return found
