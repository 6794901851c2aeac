"""Do variants hold: does the reference score on its own, and another variant's answers nowhere?

    python benchmarks/variants.py [--seeds 200] [--assignment NAME] [--clean-room] [--json FILE]

The same tests judge either way; with --clean-room each variant gets a room of its own, as on the
site, which costs seconds a seed.

For every seed, on the data of that seed: (1) the whole reference is graded and must keep every
point; (2) for every refresher item the answers of *another* variant must not be right: the named
value is judged as a typed answer is, and code that computes the other variant's results is graded.

Where two neighbouring seeds have the same named value by chance, the second one is rejected and the
next candidate takes its place, exactly as the site does for a learner; how often is reported.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from terakoya.faces.refresher.kit import RefresherKit, Variant, open_refreshers
from terakoya.faces.refresher.refresher_notebook import write_swap
from terakoya.model import Ask
from terakoya.refresh import Secret, choose_variant, is_right
from terakoya.workspace import find_workspace

KEY = Secret(b"the benchmark's own open key....")


@dataclass
class Figures:
    """What was found for one item."""

    assignment: str
    item: str
    seeds: int = 0
    reference_full: int = 0
    swapped_value_refused: int = 0
    swapped_code_refused: int = 0
    rejected: int = 0
    distinct_values: int = 0
    faults: list[str] = field(default_factory=list)


def walk_variants(kit: RefresherKit, item: str, seeds: int) -> Iterator[tuple[Variant, int]]:
    """Yield one variant an attempt, none with the value of the one before, and its rejections."""
    refresher = kit.require_item(item).refresher
    known = kit.make_variant(item, None).answer
    for attempt in range(1, seeds + 2):
        # the same seeds for every item: the reference is graded once a seed
        candidates = KEY.seeds("benchmark", kit.assignment.id, "", attempt)
        avoid = [] if known is None else [known]
        variant, rejected = choose_variant(
            refresher, lambda seed: kit.make_variant(item, seed), candidates, avoid
        )
        known = variant.answer
        yield variant, rejected


def judge_item(
    kit: RefresherKit, item: str, seeds: int, graded: dict[int | None, tuple[str, ...]]
) -> Figures:
    """Try one item on so many seeds, each against the variant that follows it."""
    found, values = Figures(kit.assignment.id, item), set()
    variants = walk_variants(kit, item, seeds)
    mine, _rejected = next(variants)
    for other, rejected in variants:
        found.seeds += 1
        found.rejected += rejected
        values.add(mine.answer)
        if mine.seed not in graded:
            graded[mine.seed] = kit.lost_by_reference(mine)
        judge_pair(kit, item, (mine, other), (found, graded[mine.seed]))
        mine = other
        if found.seeds % 10 == 0:
            print(f"{found.assignment} {item} {found.seeds}/{seeds}", file=sys.stderr, flush=True)
    found.distinct_values = len(values)
    return found


def judge_pair(
    kit: RefresherKit,
    item: str,
    pair: tuple[Variant, Variant],
    figures: tuple[Figures, tuple[str, ...]],
) -> None:
    """Note how the reference did, and judge the other variant's answers on the first one's data."""
    (mine, other), (found, lost) = pair, figures
    refresher = kit.require_item(item).refresher
    found.reference_full += not lost
    if lost:
        found.faults.append(f"seed {mine.seed}: the reference loses {', '.join(lost)}")
    asked = refresher.ask is not Ask.CODE and mine.answer is not None and other.answer is not None
    if asked and not is_right(refresher, other.answer, mine.answer):  # type: ignore[arg-type]
        found.swapped_value_refused += 1
    elif asked:
        found.faults.append(f"seed {mine.seed}: the value of seed {other.seed} is right too")
    files = {f"other/{name}": content for name, content in kit.data_files(other).items()}
    if kit.check_code(item, mine, write_swap(kit.require_item(item)), files).right:
        found.faults.append(f"seed {mine.seed}: the code's results for {other.seed} pass")
    else:
        found.swapped_code_refused += 1


def main() -> int:
    """Print one line an item, and what does not hold; exit code 1 where anything does not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--assignment", action="append", metavar="NAME")
    parser.add_argument("--clean-room", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    workspace = find_workspace(Path(__file__))
    results: list[Figures] = []
    for name in options.assignment or workspace.assignment_ids:
        assignment = workspace.read_assignment(name)
        with open_refreshers(workspace, assignment, clean_room=options.clean_room) as kit:
            graded: dict[int | None, tuple[str, ...]] = {}
            for item in kit.items:
                started = time.monotonic()
                found = judge_item(kit, item, options.seeds, graded)
                results.append(found)
                seconds = time.monotonic() - started
                print(
                    f"{name} {item}: {found.seeds} seeds, reference full {found.reference_full}, "
                    f"other's value refused {found.swapped_value_refused}, other's code refused "
                    f"{found.swapped_code_refused}, rejected {found.rejected}, distinct values "
                    f"{found.distinct_values}, {seconds:.0f} s",
                    flush=True,
                )
                print(*found.faults, sep="\n", end="\n" if found.faults else "")
    if options.json:
        text = json.dumps([asdict(entry) for entry in results], ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if any(entry.faults for entry in results) else 0


if __name__ == "__main__":
    sys.exit(main())
