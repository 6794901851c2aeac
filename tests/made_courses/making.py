"""A course made from a seed: what each cell makes is used by any later one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.made_courses.answers import ANSWERS
from tests.made_courses.course import ANSWER, CHECK, LOCKED, PLAIN, Cell, MadeCourse
from tests.made_courses.statements import ASSERTS, CREDITS, EFFECTS, IMPORTS, MAKES, Line

__all__ = ["make_course"]

_PLACE = re.compile(r"@([+-]?)(\w+?)(?::(\w+))?@")
_SAME_NAME = re.compile(r"import (\w+) as \1\b")
_NUMBERS = frozenset("kcj")
_NAMES = {
    "int": ("n", "total", "count", "数", "best"),
    "float": ("share", "mean", "割合"),
    "text": ("text", "title", "名"),
    "ints": ("xs", "rows", "values", "並び"),
    "words": ("words", "names", "語"),
    "dict": ("by_name", "found"),
    "fn": ("f", "double", "right", "倍"),
    "lfn": ("spread", "tidy"),
    "sorter": ("arrange",),
    "genfn": ("squares", "steps"),
    "tick": ("tick", "counter"),
    "gen": ("stream", "it"),
    "cls": ("Account", "Box"),
    "obj": ("account", "box"),
    "point": ("point",),
    "afn": ("ask",),
    "deco": ("plus",),
    "ctx": ("held_by",),
    "table": ("df", "table", "表"),
    "array": ("a", "grid"),
    "axes": ("ax",),
    "file": ("path",),
    "draw": ("draw",),
    "seed": ("seed",),
    "npseed": ("np_seed",),
    "rng": ("rng",),
    "star": ("star",),
    "shade": ("id", "vars", "bin"),
    "nested": ("grid_rows", "nested"),
}
# to call itself by mistake would never end
_CALLED = frozenset({"fn", "lfn", "genfn", "afn", "cls", "deco", "ctx", "gen"})
_COMMON = {(sign, kind, "") for sign in ("", "+") for kind in ("int", "fn", "ints", *_NUMBERS)}
_COSTLY = frozenset({"pd", "plt"})
_THEMES = ("obj", "point", "gen", "tick", "sorter", "array", "dict", "nested", "words", "seed")


def _key(match: re.Match[str]) -> tuple[str, str, str]:
    """Return what a place wants: its sign, its kind, and its label."""
    return match[1], match[2], match[3] or ""


@dataclass(frozen=True)
class _Thing:
    """What a cell has made: `secret` where only hidden tests know it."""

    kind: str
    name: str
    secret: bool


@dataclass
class _Maker:
    """One notebook as it grows."""

    rng: random.Random
    modules: tuple[str, ...]
    themes: frozenset[str]  # kinds that come more often
    bold: bool  # hidden tests change what others made
    things: list[_Thing] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)
    focus: str = ""

    def fresh(self, kind: str, *, secret: bool) -> str:
        """Return a name for a new thing; now and then that of an older one, which is gone then."""
        older = [t.name for t in self.things if t.kind == kind and t.secret == secret]
        if kind in IMPORTS:
            return kind if kind != "np" or self.rng.random() < 0.8 else "num"
        if older and self.rng.random() < 0.15:
            return self.rng.choice(older)
        base = self.rng.choice(_NAMES[kind])
        self.used[base] = self.used.get(base, 0) + 1
        return base if self.used[base] == 1 else f"{base}{self.used[base]}"

    def pick(self, kind: str, *, secret: bool) -> str | None:
        """Return the name of a thing: rather a new one; None where there is none."""
        found = [t.name for t in self.things if t.kind == kind and (secret or not t.secret)]
        if not found:
            return None
        return found[-1] if self.rng.random() < 0.6 else self.rng.choice(found)

    def write(self, texts: tuple[str, ...], *, secret: bool = False) -> tuple[str, ...] | None:
        """Put names into the places of texts that belong together; None where one is missing."""
        names: dict[tuple[str, str, str], str] = {}
        places = [_key(match) for text in texts for match in _PLACE.finditer(text)]
        for sign, kind, label in sorted(set(places), key=places.index):
            if kind in _NUMBERS:
                names[sign, kind, label] = str(self.rng.randint(2, 9))
                continue
            name = (
                self.fresh(kind, secret=secret) if sign == "+" else self.pick(kind, secret=secret)
            )
            if name is None:
                return None
            twice = name in {
                known for (_sign, other, _label), known in names.items() if other == kind
            }
            if twice and (label or kind in _CALLED):
                return None
            names[sign, kind, label] = name
        self._keep(names, secret=secret)
        written = (_PLACE.sub(lambda m: names[_key(m)], text) for text in texts)
        return tuple(_SAME_NAME.sub(r"import \1", text) for text in written)

    def _keep(self, names: dict[tuple[str, str, str], str], *, secret: bool) -> None:
        for (sign, kind, _label), name in names.items():
            if sign:
                self.things = [thing for thing in self.things if thing.name != name]
            if sign == "+":
                self.things.append(_Thing(kind, name, secret))

    def lines(self, count: int, pools: tuple[tuple[Line, ...], ...], *, secret: bool) -> list[str]:
        """Return statements from these pools, in turn at random, of what there is."""
        made: list[str] = []
        for _attempt in range(count * 6):
            if len(made) >= count:
                break
            pool = [line for line in self.rng.choice(pools) if self._fits(line, secret=secret)]
            if pool and (text := self.write((self._rare(pool).text,), secret=secret)):
                made += text
        return made

    def _fits(self, line: Line, *, secret: bool) -> bool:
        """Tell whether a line may stand here, and looks at what is in focus, mostly."""
        looks_away = self.focus and self.focus not in line.text and self.rng.random() < 0.6
        if looks_away or (line.changes and secret and not self.bold):
            return False
        kinds = {
            kind for sign, kind, _label in map(_key, _PLACE.finditer(line.text)) if sign != "+"
        }
        there = {thing.kind for thing in self.things if secret or not thing.secret}
        return kinds <= there | _NUMBERS

    def _rare(self, pool: Sequence[Line]) -> Line:
        """Choose a line, rather one of the course's themes, or of what is seldom there."""
        few = self.rng.sample(pool, min(self.rng.choice((1, 2, 3)), len(pool)))
        return max(few, key=lambda line: self._worth(line.text))

    def _worth(self, text: str) -> tuple[int, int]:
        places = set(_PLACE.findall(text))
        return sum(kind in self.themes for _sign, kind, _label in places), len(places - _COMMON)

    def name(self, kind: str) -> str:
        """Return the next cell's name."""
        return f"{kind}{len(self.cells)}"

    def instruct(self) -> None:
        """Add a cell of the instructor's."""
        lines = self.lines(self.rng.randint(1, 3), (MAKES, MAKES, EFFECTS), secret=False)
        lines = ["\n".join(lines).replace("assert «", "print(«").replace("»", "»)")]
        if lines != [""]:
            kind = self.rng.choice((PLAIN, LOCKED))
            self.cells.append(
                Cell(kind, self.name(kind), lines[0].replace("«", "").replace("»", ""))
            )

    def bring(self) -> None:
        """Import what is not there yet, in whatever cell comes first."""
        missing = [m for m in self.modules if not any(t.kind == m for t in self.things)]
        if missing:
            wanted = self.rng.sample(missing, self.rng.randint(1, len(missing)))
            texts = (self.write((IMPORTS[module],)) or ("",) for module in wanted)
            self.cells.append(Cell(PLAIN, self.name(PLAIN), "\n".join(text for (text,) in texts)))

    def answer(self) -> None:
        """Add an answer."""
        for _attempt in range(60):
            few = self.rng.sample(ANSWERS, self.rng.choice((1, 2, 4)))
            answer = max(few, key=lambda entry: self._worth(entry.before + entry.solution))
            before = list(self.things)
            texts = self.write((answer.before, answer.solution, *answer.others))
            if texts:
                made = [thing for thing in self.things if thing not in before]
                others = tuple((f"other {n}", text) for n, text in enumerate(texts[2:]))
                others += tuple(self._in_another_style(texts[0], texts[1], before, made))
                self.cells.append(Cell(ANSWER, self.name(ANSWER), texts[0], texts[1], "", others))
                self.focus = f"@{made[-1].kind}" if made else ""
                return

    def _in_another_style(
        self, before: str, solution: str, seen: list[_Thing], made: list[_Thing]
    ) -> Iterator[tuple[str, str]]:
        """Yield right solutions that look at what any cell has made, and ones that break off."""
        public = [t.name for t in seen if not t.secret and t not in made and t in self.things]
        if public:
            yield "looks around", f"_ = {self.rng.choice(public)}\n{solution}"
        yield "breaks off", f"raise KeyError('{self.rng.randint(1, 9)}')"
        if not before and made:
            yield "nothing", f"{made[0].name} = None"

    def check(self) -> None:
        """Add a check."""
        shown = self._tests(self.rng.randint(1, 3), secret=False)
        hidden = self._tests(self.rng.randint(1, 3), secret=True) if self.rng.random() < 0.6 else []
        if not hidden and shown and self.rng.random() < 0.2:
            credit = self.lines(1, (CREDITS,), secret=False)
            shown += credit
        elif shown and self.rng.random() < 0.15:
            shown.insert(0, self._magic("\n".join(shown + hidden)))
        if "".join(shown + hidden):
            name = self.name(CHECK)
            self.cells.append(
                Cell(CHECK, name, "\n".join(shown) or "# hidden", hidden="\n".join(hidden))
            )

    def _magic(self, text: str) -> str:
        """Return a magic that a check may begin with; one of a whole cell takes no `await`."""
        cells = ("%%time", "%%capture said") if "await" not in text else ()
        return self.rng.choice(("%matplotlib inline", *cells))

    def _tests(self, count: int, *, secret: bool) -> list[str]:
        """Return statements of a check, at least one assertion among them."""
        made = []
        if self.rng.random() < 0.3:
            missing = [m for m in self.modules if not any(t.kind == m for t in self.things)]
            for module in missing[:1]:
                made += self.write((IMPORTS[module],), secret=secret) or ()
        made += self.lines(count, (MAKES, ASSERTS, ASSERTS, EFFECTS), secret=secret)
        return made + self.lines(1, (ASSERTS,), secret=secret)


def make_course(seed: int) -> MadeCourse:
    """Return the course of a seed: its values are not yet written into its checks."""
    rng = random.Random(f"course {seed}")  # noqa: S311 - nothing is kept secret by it
    costly = rng.random() < 0.4
    modules = tuple(
        module for module in IMPORTS if rng.random() < 0.5 and (costly or module not in _COSTLY)
    )
    themes = frozenset(rng.sample(_THEMES, 2)) | ({"table"} & {"table" if "pd" in modules else ""})
    bold = rng.random() < 0.1
    notebooks: dict[str, tuple[Cell, ...]] = {}
    before: list[_Thing] = []
    for name in ("first", "second", "third")[: rng.choice((1, 1, 1, 2, 2, 3))]:
        maker = _Maker(rng, modules, themes, bold)
        if notebooks and rng.random() < 0.4:
            maker.cells.append(Cell(PLAIN, maker.name(PLAIN), f"%run {list(notebooks)[-1]}.ipynb"))
            maker.things += [thing for thing in before if not thing.secret]
        _fill(maker, rng)
        notebooks[name], before = tuple(maker.cells), maker.things
    course = MadeCourse(f"made{seed}", notebooks)
    return replace(course, submissions=_hand_in(course, rng))


def _hand_in(
    course: MadeCourse, rng: random.Random
) -> dict[str, dict[tuple[str, str], str | None]]:
    """Return the reference, and a few others of which some answers are not the reference's."""
    made: dict[str, dict[tuple[str, str], str | None]] = {"reference": {}}
    for number in range(rng.choice((1, 2, 2, 3))):
        share = rng.choice((0.15, 0.4, 0.8))
        made[f"other {number}"] = {
            (notebook, cell.name): rng.choice((None, *(text for _what, text in cell.others)))
            for notebook, cell in course.cells()
            if cell.kind == ANSWER and rng.random() < share
        }
    return made


def _fill(maker: _Maker, rng: random.Random) -> None:
    """Let a notebook grow."""
    steps: tuple[Callable[[], None], ...]
    steps = (maker.instruct, maker.answer, maker.answer, maker.check, maker.check)
    if rng.random() < 0.8:
        maker.bring()
    for _ in range(rng.randint(4, 11)):
        rng.choice(steps)()
        if rng.random() < 0.3:
            maker.focus = ""
    maker.answer()
    maker.check()
