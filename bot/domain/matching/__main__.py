"""Makes matching ready on this machine: `python -m bot.domain.matching`."""

from bot.domain.matching.warm import warm

if __name__ == "__main__":
    warm()
