"""Write docs/reference/checks.md from the checks' own docstrings: `python scripts/checks_page.py`.

A code that is gone stays on the page as one that is never used again; a code that means something
else than before is refused. So the page remembers what the code forgets.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from terakoya.authoring import Registry, Rule, Severity, read_registry
from terakoya.authoring.check_group import OURS
from terakoya.authoring.registry import Registered

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "checks.md"
RANGES = {
    "0": "Reading an assignment",
    "1": "Structure",
    "2": "Tags",
    "3": "Solutions, and what goes out",
    "4": "Data and files",
    "5": "Faces",
    "6": "Tests",
    "7": "Model solution",
    "8": "Answers",
    "9": "Answers that nobody has written",
}
SECTIONS = ("Why", "Example", "Remedy")
RETIRED = "## Codes that are not used any more"
INTRO = """\
# Checks of an assignment

`terakoya check` finds what is listed here; {doc}`../how-to/release-and-check` tells how to use it,
and {doc}`../how-to/write-a-check` how to add to it. This page is made from the checks themselves.

With an *error*, a release or a face cannot be made, or somebody gets wrong points. With a *warning*
it works, but not as well as it should. A *hint* is nothing to correct. What is right as it is, an
author ignores with a reason, under `[[ignore]]` in `assignment.toml` ({doc}`manifests`); what a
release is refused for, and what keeps other checks from looking, cannot be ignored.
"""


@dataclass(frozen=True)
class Told:
    """What a rule's docstring says: one sentence, and a text for each of `SECTIONS`."""

    what: str
    sections: Mapping[str, str]


def read_docstring(rule: type[Rule]) -> Told:
    """Read a rule's docstring.

    Raises:
        ValueError: a section is missing, empty, or unknown.
    """
    text = inspect.cleandoc(rule.__doc__ or "")
    what, *parts = re.split(r"^(\w+):$", text, flags=re.MULTILINE)
    sections = {
        name: inspect.cleandoc(f"\n{body}")
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }
    if tuple(sections) != SECTIONS or not what.strip() or not all(sections.values()):
        message = f"{rule.__qualname__}: its docstring needs one sentence, then {SECTIONS}"
        raise ValueError(message)
    return Told(what.strip(), sections)


def write_page(registry: Registry, before: str) -> str:
    """Return the page.

    Args:
        before: the page as it was, which knows the codes that are gone.

    Raises:
        ValueError: a docstring is not whole, or a code means something else than before.
    """
    rules = [entry for entry in registry.rules.values() if entry.code.startswith(OURS)]
    retired = _find_retired({entry.code: entry.rule.name for entry in rules}, before)
    parts = [INTRO, _table(rules)]
    for digit, title in RANGES.items():
        mine = sorted((one for one in rules if one.code[2] == digit), key=lambda one: one.code)
        parts += [f"## {title}\n", *map(_section, mine)]
    if retired:
        rows = "".join(f"| {code} | {name} |\n" for code, name in sorted(retired.items()))
        parts.append(f"{RETIRED}\n\n| code | name |\n|---|---|\n{rows}")
    return "\n".join(parts)


def read_names(page: str) -> dict[str, str]:
    """Return the name of every code that a page tells of, used or not."""
    used = re.findall(r"^### ([A-Z]+\d{3})\n\n\*\*([a-z-]+)\*\*", page, re.MULTILINE)
    gone = re.findall(
        r"^\| ([A-Z]+\d{3}) \| ([a-z-]+) \|$", page.partition(RETIRED)[2], re.MULTILINE
    )
    return dict([*used, *gone])


def _find_retired(names: Mapping[str, str], before: str) -> dict[str, str]:
    known = read_names(before)
    old = read_names(before.partition(RETIRED)[1] + before.partition(RETIRED)[2])
    for code, name in names.items():
        if code in old or known.get(code, name) != name:
            message = f"{code} was {known[code]}: a code is never used for anything else"
            raise ValueError(message)
    return {code: name for code, name in known.items() if code not in names}


def _table(rules: list[Registered]) -> str:
    rows = (
        f"| {one.code} | {one.rule.name} | {one.rule.severity} "
        f"| {read_docstring(one.rule).what} |\n"
        for one in sorted(rules, key=lambda one: one.code)
    )
    return "| code | name | severity | what is found |\n|---|---|---|---|\n" + "".join(rows)


def _section(entry: Registered) -> str:
    told = read_docstring(entry.rule)
    return "\n".join(
        [
            f"### {entry.code}\n",
            f"**{entry.rule.name}** · {entry.rule.severity} · `--only {entry.group.name}`\n",
            f"{' '.join(told.what.split())} {_consequence(entry.rule)}".rstrip() + "\n",
            f"*Why it matters.* {told.sections['Why']}\n",
            f"*Example.*\n\n{_example(told.sections['Example'])}\n",
            f"*What to do.* {told.sections['Remedy']}\n",
        ]
    )


def _consequence(rule: type[Rule]) -> str:
    if rule.refused:
        return "A release is refused for it."
    if rule.is_obstacle:
        return "Nothing else can be looked at until it is corrected."
    return "It does not change the exit code." if rule.severity is Severity.HINT else ""


def _example(text: str) -> str:
    """Return an example with its lines of code fenced; prose around them stays prose."""
    return "\n\n".join(_paragraphs(text))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield paragraph if _is_prose(paragraph) else f"```text\n{paragraph}\n```"


def _is_prose(paragraph: str) -> bool:
    """Tell prose from code: a sentence ends as one, or names code in backquotes."""
    return "`" in paragraph or paragraph.rstrip().endswith((".", ":", "”", "”."))


if __name__ == "__main__":
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    new = write_page(read_registry(), old)
    PAGE.write_text(new, encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}: {'as it was' if new == old else 'written'}\n")
