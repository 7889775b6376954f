"""Names that nobody has, for articles that no story joins."""


def names(n: int, count: int = 7) -> list[str]:
    """So many names that no other number gives."""
    syllables = [one + other for one in "bdfgklmnprst" for other in "aeiou"]
    scrambled = ((count * n + one) * 7919 % 60**3 for one in range(count))
    return ["".join(syllables[it // 60**at % 60] for at in range(3)).title() for it in scrambled]
