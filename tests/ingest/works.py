"""What children are told to do in tests; imports little, since a child has room for little."""

import os
import socket
import threading
from collections.abc import Callable


def wait_for_ever(port: int) -> None:
    """Tell that it runs, and never end."""
    with socket.create_connection(("127.0.0.1", port)):
        threading.Event().wait()


def code() -> Callable[[str], int]:
    return os.system
