"""One notebook under check, without a workspace on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terakoya.authoring import Finding, Registry, Selection, Subject, read_registry
from terakoya.model import Assignment, Skill, Text
from terakoya.workspace import Workspace

__all__ = ["look"]


def look(group: str, *notebooks: dict[str, Any]) -> list[Finding]:
    """What the checks of a group find in notebooks that are called a, b, c …"""
    sources = {"abc"[at]: notebook for at, notebook in enumerate(notebooks)}
    text = Text("題", "Title")
    assignment = Assignment("a", text, text, tuple(sources), 10, (Skill("data"),))
    subject = Subject(Workspace(Path("nowhere")), assignment, sources)
    return [
        entry.finding("a", found)
        for entry in _rules(read_registry([group]), group)
        if entry.check is not None
        for found in entry.check().look(subject)
    ]


def _rules(registry: Registry, group: str) -> list[Any]:
    selection = Selection(groups=(group,))
    return [entry for entry in registry.rules.values() if selection.takes(entry)]
