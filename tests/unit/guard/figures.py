"""How well the guard finds what: precision and recall by kind, and the table of the documentation.

Run as a module, it prints the table of both sets and writes that of the held-out one into the page;
`--missed` prints every sentence in which it was wrong; `part-3` is the
third part of the held-out set.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from terakoya.guard import Finding, Kind, find_personal_data
from tests.unit.guard.made_sentences import (
    HELD_OUT,
    Expected,
    Sentence,
    held_out,
    held_out_part,
    tuning,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "personal-data-guard.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
LONGER = 4  # letters that a place may be longer than what a person would mark


@dataclass(frozen=True)
class Figures:
    """What was found of one kind.

    Attributes:
        expected: places that the sentences were made with.
        hit: those that were found, with this kind and whole.
        found: places that were found in all.
        right: those of them that are where something of this kind is.
    """

    kind: str
    expected: int
    hit: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """The part of what is there that was found; 1 where nothing is there."""
        return self.hit / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """The part of what was found that is there; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0


def is_hit(expected: Expected, found: Finding) -> bool:
    """Whether a finding covers what a person would mark, and hardly more."""
    covered = found.start <= expected.start and expected.end <= found.end
    more = found.end - found.start - (expected.end - expected.start)
    return found.kind == expected.kind and covered and more <= LONGER


def measure(sentences: Iterable[Sentence]) -> tuple[Figures, ...]:
    """Return the figures of each kind, and of all together as the last one."""
    expected, hit, found, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for sentence in sentences:
        findings = find_personal_data(sentence.text)
        for one in sentence.expected:
            expected[one.kind] += 1
            hit[one.kind] += any(is_hit(one, finding) for finding in findings)
        for finding in findings:
            found[finding.kind] += 1
            right[finding.kind] += any(is_hit(one, finding) for one in sentence.expected)
    kinds = [kind.value for kind in Kind if expected[kind] or found[kind]]
    rows = [Figures(kind, expected[kind], hit[kind], found[kind], right[kind]) for kind in kinds]
    total = Figures("all", *(sum(counts.values()) for counts in (expected, hit, found, right)))
    return (*rows, total)


def table(sentences: tuple[Sentence, ...]) -> str:
    """Return the figures as a table in Markdown."""
    lines = ["| kind | places | found | recall | precision |", "|---|---|---|---|---|"]
    for row in measure(sentences):
        figures = f"{row.recall:.3f} | {row.precision:.3f}"
        lines.append(f"| {row.kind} | {row.expected} | {row.hit} | {figures} |")
    return "\n".join(lines)


def alarms(sentences: Iterable[Sentence]) -> tuple[int, int]:
    """Return how many sentences without personal data there are, and in how many some is found."""
    harmless = [one for one in sentences if not one.expected]
    return len(harmless), sum(bool(find_personal_data(one.text)) for one in harmless)


def summary() -> str:
    """Return what the page says of the held-out set."""
    count, false = alarms(held_out())
    return (
        f"{len(held_out())} sentences, {count} of them without personal data; in {false} of these "
        f"something is marked.\n\n{table(held_out())}"
    )


def _print_missed(sentences: tuple[Sentence, ...]) -> None:
    for sentence in sentences:
        findings = find_personal_data(sentence.text)
        missed = [one for one in sentence.expected if not any(is_hit(one, f) for f in findings)]
        extra = [f for f in findings if not any(is_hit(one, f) for one in sentence.expected)]
        if missed or extra:
            words = [f"-{one.kind}:{sentence.text[one.start : one.end]}" for one in missed]
            words += [f"+{one.kind}:{sentence.text[one.start : one.end]}" for one in extra]
            sys.stdout.write(f"{sentence.text!r}  {'  '.join(words)}\n")


def main(arguments: list[str]) -> None:
    """Print the tables, and write the page's."""
    sets = [("tuning", tuning()), ("held out", held_out())]
    for name, sentences in (*sets, *((f"part {part}", held_out_part(part)) for part in HELD_OUT)):
        if name.replace(" ", "-") in arguments or (not arguments and not name.startswith("part")):
            sys.stdout.write(
                f"{name}: {len(sentences)} sentences, alarms "
                f"{alarms(sentences)}\n{table(sentences)}\n"
            )
        if name.replace(" ", "-") in arguments and "--missed" in arguments:
            _print_missed(sentences)
    if not arguments:
        text = PAGE.read_text(encoding="utf-8")
        start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        PAGE.write_text(f"{text[:start]}\n{summary()}\n{text[end:]}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
