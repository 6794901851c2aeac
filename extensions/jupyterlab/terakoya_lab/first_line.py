"""An IPython extension: above a learner's traceback stands one line in the learner's language.

The kernel of `settings/share` loads it. Graders start other kernels, so nothing that is graded
depends on it.
"""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any

from terakoya.language import preferred_language, use_language

__all__ = ["load_ipython_extension"]

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def load_ipython_extension(shell: Any) -> None:
    """Put the line first, wherever `shell` shows an error.

    `set_custom_exc` would be the documented way; what its handler returns is shown nowhere by
    ipykernel 7.4, neither on the page nor in the answer. This method does both.
    """
    show = shell._showtraceback

    def show_line_first(kind: type[BaseException], error: BaseException, parts: list[str]) -> None:
        show(kind, error, [f"{_BOLD}{_first_line(shell, error)}{_PLAIN}\n", *parts])

    shell._showtraceback = show_line_first


def _first_line(shell: Any, error: BaseException) -> str:
    from terakoya_lab.error_words import explain_error  # noqa: PLC0415 - at the first error only

    with use_language(preferred_language(os.environ)):
        return explain_error(error, _line_of(error.__traceback__, shell.user_ns))


def _line_of(step: TracebackType | None, names: dict[str, object]) -> int | None:
    """Return the line of the cell in which it stopped: the first step in the learner's names."""
    while step is not None:
        if step.tb_frame.f_globals is names:
            return step.tb_lineno
        step = step.tb_next
    return None
