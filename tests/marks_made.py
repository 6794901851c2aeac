"""An assignment with a secret in every place that only its author sees."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.made import answer, check, code, markdown, notebook

__all__ = ["PLACES", "Spelling", "make_secretive", "read_everything"]

PLACES = ("solution", "whole", "text", "essay", "hidden", "scheme")
"""Where secrets are: a region of code, a whole answer cell, a region of text, a whole text answer,
hidden tests, a mark scheme."""
_PIXEL = base64.b64encode(b"a picture of the question").decode()


@dataclass(frozen=True)
class Spelling:
    """How an author writes nbgrader's marks."""

    before: str = "### "
    behind: str = ""
    line_end: str = "\n"
    text_before: str = "### "
    text_behind: str = ""

    def code(self, name: str, *lines: str, indent: str = "") -> str:
        """A region of code."""
        begin, end = (f"{indent}{self.before}{verb} {name}{self.behind}" for verb in _VERBS)
        return self.line_end.join([begin, *(indent + line for line in lines), end])

    def text(self, name: str, *lines: str) -> str:
        """A region of Markdown."""
        begin, end = (f"{self.text_before}{verb} {name}{self.text_behind}" for verb in _VERBS)
        return self.line_end.join([begin, *lines, end])


_VERBS = ("BEGIN", "END")


def make_secretive(words: dict[str, str], spelling: Spelling) -> dict[str, Any]:
    """Return the notebook; `words` are the secrets by place."""
    say = spelling
    function = say.code("SOLUTION", f"return x + 1  # {words['solution']}", indent="    ")
    hidden = say.code(
        "HIDDEN TESTS",
        "import unittest",
        f"unittest.TestCase().assertEqual(add_one(1), 2, '{words['hidden']}')",
    )
    essay = _by_hand("essay", f"## {words['essay']}\n\n{words['essay']}です。")
    region = say.text("SOLUTION", f"## {words['text']}")
    asked = f"## 問い\n\n![問い](attachment:q.png)\n\n{region}"
    text = _by_hand("text", asked) | {"attachments": {"q.png": {"image/png": _PIXEL}}}
    scheme = say.text("MARK SCHEME", f"# {words['scheme']}", f"{words['scheme']}で満点")
    task = _by_hand("task", f"### 課題\n\n図をかきます。\n\n{scheme}", task=True, locked=True)
    return notebook(
        markdown("title", "# 秘密の多い演習"),
        answer("one", f"def add_one(x):\n{function}"),
        check("one-check", f"assert callable(add_one)\n{hidden}", 2),
        code("result", "print('結果', add_one(1))"),
        answer("whole", f"secret = '{words['whole']}'"),
        check("whole-check", "assert isinstance(secret, str)", 1),
        essay,
        text,
        task,
        check("last", "assert add_one", 1),
    )


def _by_hand(name: str, source: str, *, task: bool = False, locked: bool = False) -> dict[str, Any]:
    nbgrader = {"grade": not task, "grade_id": name, "locked": locked, "points": 1}
    nbgrader |= {"schema_version": 3, "solution": not task, "task": task}
    return markdown(name, source) | {"metadata": {"nbgrader": nbgrader}}


def read_everything(*folders: Path) -> dict[str, str]:
    """Return every file's content by name, notebooks with their attachments decoded."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                text = path.read_bytes().decode("utf-8", "replace")
                if path.suffix == ".ipynb":
                    text += _decoded(json.loads(text))
                found[f"{folder.name}/{path.relative_to(folder)}"] = text
    return found


def _decoded(content: dict[str, Any]) -> str:
    """What a notebook's text, escaped or encoded in its file, says in plain words."""
    parts = [json.dumps(content, ensure_ascii=False)]
    for cell in content["cells"]:
        for files in cell.get("attachments", {}).values():
            bodies = (body for kind, body in files.items() if not kind.startswith("text/"))
            parts += [base64.b64decode(body).decode("utf-8", "replace") for body in bodies]
    return "\n".join(parts)
