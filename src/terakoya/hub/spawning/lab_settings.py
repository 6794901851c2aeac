"""How JupyterLab looks to a learner of an office: language, panels, and nbgrader's way to the site.

All of it is files in Jupyter's own forms and variables that name them; no secret is among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from terakoya_lab import lab_environment, put_before

from terakoya.exchange import write_server_configuration
from terakoya.language import Language

__all__ = ["settle_lab"]


def settle_lab(folder: Path, language: Language) -> Mapping[str, str]:
    """Write nbgrader's settings into a folder that servers are shown; return their variables.

    Assignments lie in a folder of their cohort, as somebody may be in several.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the accounts inside have numbers of their own
    write_server_configuration(folder, path_includes_course=True)
    ours = lab_environment(language, exchange=True)
    return put_before(ours, {"JUPYTER_CONFIG_PATH": str(folder)})
