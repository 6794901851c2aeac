"""`terakoya demo` says at its beginning what it will do, and how long that takes."""

from __future__ import annotations

import inspect
import re

import pytest

from terakoya.cli import demo, serve
from terakoya.demo import demonstration

_TITLE = re.compile(r'(?:step|show_progress)\(\s*_\("([^"]+)"\)')


def test_demo_says_its_steps_and_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Each step that shows progress is named as it is there, in the order in which they come."""
    demo._say_what_comes(served=True)
    said = capsys.readouterr().err
    shown = _TITLE.findall(inspect.getsource(demonstration)) + _TITLE.findall(
        inspect.getsource(serve)
    )
    named = ["Releasing", "Grading", "Feedback", "Table", "Apps, handouts and slides", "Site"]
    assert {*shown, "Table", "Site"} == set(named)
    assert "  ".join(f"{number}. {name}" for number, name in enumerate(named, 1)) in said
    assert "3 to 15 minutes" in said


def test_demo_without_a_site_names_none(capsys: pytest.CaptureFixture[str]) -> None:
    """What is not done is not announced."""
    demo._say_what_comes(served=False)
    assert "Site" not in capsys.readouterr().err
