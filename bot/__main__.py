"""`python -m bot VERB`."""

import sys

from bot.cli import main as _main


def main() -> None:
    """The installed command `tocsin`."""
    sys.exit(_main())


if __name__ == "__main__":
    main()
