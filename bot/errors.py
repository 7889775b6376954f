"""Every error that Tocsin raises on purpose, in one tree.

    TocsinError                 shown to a person: `str(error)` says what happened and what to do
    ├── UserError               a chat's or a client's request cannot be done as asked
    ├── InputError              an article, feed or file cannot be read
    │   └── FetchError          ... because it could not be fetched
    ├── SettingsError           a setting is wrong; the start stops
    └── StoreError              the store cannot be opened, read or written
        └── StoreBusy           ... because somebody else holds it; worth trying again

An error's text never holds a token, a password or an internal address. The cause (`__cause__`) is for
the log; what the text says is for the reader.
"""


class TocsinError(Exception):
    """Base of all errors whose text a person may see."""


class UserError(TocsinError):
    """A request that cannot be done as asked; the text is the answer to give."""


class InputError(TocsinError):
    """An article, feed or file that cannot be read."""


class FetchError(InputError):
    """Something that could not be fetched; `retry_after` in seconds if the server named a time, `host` the name of the
    server that answered so, after redirects; "" where none answered."""

    def __init__(
        self, text: str, *, status: int | None = None, retry_after: float | None = None, host: str = ""
    ) -> None:
        super().__init__(text)
        self.status = status
        self.retry_after = retry_after
        self.host = host


class SettingsError(TocsinError):
    """A setting that stops the start."""


class StoreError(TocsinError):
    """The store cannot be opened, read or written."""


class StoreBusy(StoreError):
    """The store is held by somebody else just now; the same call may work later."""
