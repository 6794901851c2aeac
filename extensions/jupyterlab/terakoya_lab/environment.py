"""Settings of JupyterLab, as folders in Jupyter's own forms: for learners, or for authors.

A person's own settings, in the menus of JupyterLab, still count more: somebody may choose another
language there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from terakoya.language import Language

__all__ = ["lab_environment"]

_SETTINGS = Path(__file__).parent / "settings"


def lab_environment(
    language: Language, *, author: bool = False, exchange: bool = False
) -> dict[str, str]:
    """Return the variables with which JupyterLab starts for a learner.

    They are enough for any server: a hub gives them to the servers that it starts.

    Args:
        language: of menus and of what is said about an error.
        author: with the panels of those who write and grade, and errors as Python tells them.
        exchange: with nbgrader's list of assignments and the notebook's own button, to fetch and
            hand in.
    """
    folders = ["everyone"] if author else ["learner", "everyone"]
    if exchange and not author:
        folders.insert(0, "exchange")
    if (_SETTINGS / language).is_dir():
        folders.insert(0, language)
    found = {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(str(_SETTINGS / name) for name in folders),
        "TERAKOYA_LANG": language,
    }
    if not author:
        shares = ["exchange-share", "share"] if exchange else ["share"]
        found["JUPYTER_PATH"] = os.pathsep.join(str(_SETTINGS / name) for name in shares)
    return found


def put_before(environment: Mapping[str, str], first: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` with the variables of `first`; what is there of a path comes after."""
    together = dict(environment) | dict(first)
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
        parts = [found[name] for found in (first, environment) if found.get(name)]
        if parts:
            together[name] = os.pathsep.join(parts)
    return together
