"""The pictures that the bot sent and the files that people did, in memory.

Reads a picture's kind and size from its first bytes; decodes nothing, so what is broken further inside passes.
"""

import base64
import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from bot.sandbox.refusal import Json, bad_request

LARGEST_PHOTO = 10 * 1024 * 1024
KEPT_BYTES = 64 * 1024 * 1024
SNAPSHOT_BYTES = 8 * 1024 * 1024
WIDEST = 10_000
"""The most that width and height may be together, in pixels."""
LONGEST = 20
"""The most that one side may be longer than the other."""


class Upload(bytes):
    """The bytes of an uploaded file, which know its name."""

    name: str = ""

    @classmethod
    def named(cls, content: bytes, name: str) -> "Upload":
        """The bytes under a name."""
        upload = cls(content)
        upload.name = name
        return upload


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored picture."""

    file_id: str
    content: bytes
    kind: str
    """"png", "jpeg", "gif" or "webp"; "bin" for a file that is no picture."""
    width: int
    height: int

    @property
    def unique_id(self) -> str:
        """The same for equal bytes."""
        return "AQAD" + hashlib.sha256(self.content).hexdigest()[:12]

    @property
    def path(self) -> str:
        """Where it is downloaded from, below /file/bot<token>/."""
        return f"photos/{self.file_id}.{self.kind}"

    def size(self) -> Json:
        """A Bot API PhotoSize."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "width": self.width,
            "height": self.height,
            "file_size": len(self.content),
        }


class Photos:
    """Pictures by their file id, the oldest let go when together they weigh too much."""

    def __init__(self) -> None:
        self._photos: OrderedDict[str, Photo] = OrderedDict()
        self._bytes = 0
        self._count = 0

    def add(self, content: bytes) -> Photo:
        """Store a picture. Refuses what is empty, too heavy, no picture, or of a shape Telegram refuses."""
        photo = self._checked(content)
        self._keep(photo)
        return photo

    def attach(self, content: bytes) -> Photo:
        """Store a file of any kind that a person sends, downloaded as pictures are."""
        if not content:
            raise bad_request("file must be non-empty")
        self._count += 1
        file = Photo(f"BQACAgIAAxkBAAI{self._count:08d}", content, "bin", 0, 0)
        self._keep(file)
        return file

    def get(self, file_id: str) -> Photo | None:
        """The picture of that id, None where there is none (any more)."""
        return self._photos.get(file_id)

    def at(self, path: str) -> Photo | None:
        """The picture under that download path."""
        photo = self.get(path.removeprefix("photos/").rpartition(".")[0])
        return photo if photo and photo.path == path else None

    def dump(self) -> Json:
        """The newest photos, as many as a snapshot should carry, and the count that makes their ids."""
        kept: list[list[object]] = []
        weight = 0
        for photo in reversed(self._photos.values()):
            weight += len(photo.content)
            if weight > SNAPSHOT_BYTES:
                break
            kept.append([photo.file_id, base64.b64encode(photo.content).decode("ascii")])
        return {"count": self._count, "photos": kept[::-1]}

    def restore(self, saved: Json) -> None:
        """Go on from what `dump` gave."""
        for file_id, encoded in saved["photos"]:
            content = base64.b64decode(encoded)
            measured = measure(content)
            if measured:
                self._keep(Photo(file_id, content, *measured))
        self._count = max(self._count, int(saved["count"]))

    def _keep(self, photo: Photo) -> None:
        self._photos[photo.file_id] = photo
        self._bytes += len(photo.content)
        while self._bytes > KEPT_BYTES:
            _, old = self._photos.popitem(last=False)
            self._bytes -= len(old.content)

    def _checked(self, content: bytes) -> Photo:
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > LARGEST_PHOTO:
            raise bad_request(f"file is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes")
        measured = measure(content)
        if measured is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        kind, width, height = measured
        if not 0 < width + height <= WIDEST or max(width, height) > LONGEST * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        self._count += 1
        return Photo(f"AgACAgIAAxkBAAI{self._count:08d}", content, kind, width, height)


def measure(content: bytes) -> tuple[str, int, int] | None:
    """Kind, width and height of a picture, read from its header; None where it is none that is known."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return "png", int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        return "gif", int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8X" and len(content) >= 30:
        return (
            "webp",
            1 + int.from_bytes(content[24:27], "little"),
            1 + int.from_bytes(content[27:30], "little"),
        )
    return None


def _jpeg(content: bytes) -> tuple[str, int, int] | None:
    """Walk the segments (two bytes of marker, two of length) up to the frame header that holds the size."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height = int.from_bytes(content[at + 5 : at + 7], "big")
            return "jpeg", int.from_bytes(content[at + 7 : at + 9], "big"), height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
