"""One request to a warm parent, and its answer."""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import FrameTooLargeError, WireError, WorkerError
from terakoya_autograde.wire import Channel, Fork, FromZygote, Twin

__all__ = ["exchange"]


def exchange(
    channel: Channel, request: Fork | Twin, ends: tuple[int, ...]
) -> tuple[Any, list[int]]:
    """Send a request and return what is answered; None where nobody is there.

    Raises:
        WorkerError: the request is too large; the other end has not heard of it.
    """
    try:
        channel.send(request, ends)
        answer, descriptors = channel.receive_with(FromZygote)
    except FrameTooLargeError as error:
        raise WorkerError(f"the files cannot be given to the code: {error}") from error
    except WireError:
        return None, []
    return answer, descriptors
