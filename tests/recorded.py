"""What software that is not ours answered, kept in tests/golden/stock/, so as not to ask each time.

An answer holds for the exact question and for the exact versions of everything that gave it. Where
one of them is another, it is asked for real; `make goldens` asks for all of them anew.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

__all__ = ["STOCK", "Recorded"]

STOCK = Path(__file__).resolve().parent / "golden" / "stock"
_GIVERS = (
    "ipykernel",
    "ipython",
    "jupyter_client",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "nbformat",
    "nbgrader",
    "numpy",
    "pandas",
)


class Recorded:
    """Answers by question, each asked once.

    Args:
        path: the file of those that are known, or None: nothing is kept.
        writes: whether the file gets what is asked for.
    """

    def __init__(self, path: Path | None = None, *, writes: bool = False) -> None:
        self._path = path if writes else None
        lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
        self._known: dict[str, Any] = dict(json.loads(line) for line in lines)

    def of(self, question: object, ask: Callable[[], Any]) -> Any:
        """Return the answer to a question; JSON can say both."""
        digest = _digest(question)
        if digest not in self._known:
            text = json.dumps([digest, ask()], ensure_ascii=False)
            self._known[digest] = json.loads(text)[1]
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(f"{text}\n")
        return self._known[digest]


def _digest(question: object) -> str:
    asked = json.dumps([question, _givers()], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:32]


@cache
def _givers() -> tuple[str, ...]:
    """Return everything that decides about an answer, with its version."""
    python = f"python {sys.version_info.major}.{sys.version_info.minor}"
    return (python, *(f"{name} {version(name)}" for name in _GIVERS))
