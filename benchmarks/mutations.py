"""Notebooks made strange: their JSON, their cells, their metadata, their code and their bytes."""

from __future__ import annotations

import copy
import gzip
import json
import random
import re
from collections.abc import Callable
from typing import Any

from code_mutations import mutate_code

__all__ = ["mutate"]

Content = dict[str, Any]
_ODD: tuple[Any, ...] = (None, True, False, 0, -1, 1, 3, 4, 5, 99, 2.5, 10**30, float("nan"))
_ODD += (float("inf"), "", "3", "x" * 10_000, "\ud800", "\x00", "../../x", "寺", [], [1], ["a", 2])
_ODD += ({}, {"a": {}}, [[]], ["skip-execution"], "markdown", "code", "raw", "heading", 1e308)
_TAGS: tuple[Any, ...] = (["skip-execution"], ["raises-exception"], ["skip-execution", 3, None, {}])
_TAGS += ("skip-execution", {"skip-execution": 1}, ["remove-cell", "hide-input"], None, 7)
_KINDS = ("code", "markdown", "raw", "heading", "", None, 3, "Code", "html")
_OUTPUTS: tuple[Any, ...] = (
    {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "100"}}
    | {"metadata": {}},
    {"output_type": "stream", "name": "stderr", "text": "no"},
    {"output_type": "stream", "name": 3, "text": None},
    {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
    {"output_type": "display_data", "data": {"image/png": 5}, "metadata": []},
    {"output_type": "none of these"},
    None,
    "text",
)
_NBGRADER = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")
_NBGRADER += ("checksum", "cell_type", "extra")


def mutate(chance: random.Random, content: Content) -> tuple[bytes, list[str]]:
    """Return a notebook file made of `content` by some changes, and what was done."""
    made, done = copy.deepcopy(content), []
    for _ in range(chance.choice((1, 1, 1, 1, 2, 2, 3))):
        step = chance.choice(_STEPS)
        try:
            step(chance, made)
        except (TypeError, KeyError, AttributeError, ValueError, IndexError):
            continue  # what it would change is not there any more
        done.append(step.__name__.strip("_"))
    text = json.dumps(made, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, 1)))
    body = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.15 or not done:
        twist = chance.choice(_TWISTS)
        body = twist(chance, body)
        done.append(twist.__name__.strip("_"))
    return body, done


def _cell(chance: random.Random, made: Content) -> Content:
    return chance.choice(made["cells"])  # type: ignore[no-any-return]


def _graded(chance: random.Random, made: Content) -> Content:
    graded = [cell for cell in made["cells"] if "nbgrader" in cell["metadata"]]
    return chance.choice(graded)  # type: ignore[no-any-return]


def _change_code(chance: random.Random, made: Content) -> None:
    cells = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    answers = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")]
    cell = chance.choice(answers if answers and chance.random() < 0.8 else cells)
    cell["source"] = mutate_code(chance, "".join(cell["source"]))


def _swap_code(chance: random.Random, made: Content) -> None:
    one, two = _cell(chance, made), _cell(chance, made)
    one["source"], two["source"] = two["source"], one["source"]


def _add_hostile_cell(chance: random.Random, made: Content) -> None:
    cell = {"cell_type": "code", "id": f"new-{chance.randrange(10**6)}", "metadata": {}}
    cell |= {"outputs": [], "execution_count": None, "source": mutate_code(chance, "x = 1")}
    made["cells"].insert(chance.randint(0, len(made["cells"])), cell)


def _drop_cell(chance: random.Random, made: Content) -> None:
    made["cells"].remove(_cell(chance, made))


def _drop_cells(chance: random.Random, made: Content) -> None:
    made["cells"] = chance.sample(made["cells"], chance.randint(0, len(made["cells"])))


def _duplicate_cell(chance: random.Random, made: Content) -> None:
    twin = copy.deepcopy(_cell(chance, made))
    if chance.random() < 0.5:
        twin["id"] = f"twin-{chance.randrange(10**6)}"
    made["cells"].insert(chance.randint(0, len(made["cells"])), twin)


def _move_cell(chance: random.Random, made: Content) -> None:
    cell = _cell(chance, made)
    made["cells"].remove(cell)
    made["cells"].insert(chance.randint(0, len(made["cells"])), cell)


def _strange_cell(chance: random.Random, made: Content) -> None:
    made["cells"].insert(chance.randint(0, len(made["cells"])), copy.deepcopy(chance.choice(_ODD)))


def _change_type(chance: random.Random, made: Content) -> None:
    _cell(chance, made)["cell_type"] = chance.choice(_KINDS)


def _change_id(chance: random.Random, made: Content) -> None:
    cell, other = _cell(chance, made), _cell(chance, made)
    cell["id"] = chance.choice((other.get("id"), "", "a b", "x" * 65, "寺", None, 5, "\ud800"))


def _drop_ids(chance: random.Random, made: Content) -> None:
    for cell in made["cells"]:
        if chance.random() < 0.7:
            cell.pop("id", None)


def _swap_grade_ids(chance: random.Random, made: Content) -> None:
    one, two = (_graded(chance, made)["metadata"]["nbgrader"] for _ in range(2))
    one["grade_id"], two["grade_id"] = two["grade_id"], one["grade_id"]


def _swap_metadata(chance: random.Random, made: Content) -> None:
    one, two = _cell(chance, made), _cell(chance, made)
    one["metadata"], two["metadata"] = two["metadata"], one["metadata"]


def _change_nbgrader(chance: random.Random, made: Content) -> None:
    entry = _graded(chance, made)["metadata"]["nbgrader"]
    for _ in range(chance.randint(1, 3)):
        entry[chance.choice(_NBGRADER)] = copy.deepcopy(chance.choice(_ODD))


def _flip_nbgrader(chance: random.Random, made: Content) -> None:
    entry = _graded(chance, made)["metadata"]["nbgrader"]
    name = chance.choice(("grade", "locked", "solution", "task"))
    entry[name] = not entry[name]


def _drop_nbgrader(chance: random.Random, made: Content) -> None:
    cell = _graded(chance, made)
    if chance.random() < 0.5:
        del cell["metadata"]["nbgrader"]
    else:
        del cell["metadata"]["nbgrader"][chance.choice(_NBGRADER)]


def _odd_nbgrader(chance: random.Random, made: Content) -> None:
    _cell(chance, made)["metadata"]["nbgrader"] = copy.deepcopy(chance.choice(_ODD))


def _old_schema(chance: random.Random, made: Content) -> None:
    version = chance.choice((0, 1, 2, 4, 10**9))
    for cell in made["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = version


def _tag_cell(chance: random.Random, made: Content) -> None:
    tags = copy.deepcopy(chance.choice(_TAGS))
    for cell in made["cells"] if chance.random() < 0.3 else [_cell(chance, made)]:
        cell["metadata"]["tags"] = tags


def _odd_metadata(chance: random.Random, made: Content) -> None:
    cell, name = _cell(chance, made), chance.choice(("collapsed", "scrolled", "editable", "a"))
    if chance.random() < 0.4:
        cell["metadata"] = copy.deepcopy(chance.choice(_ODD))
    else:
        cell["metadata"][name] = copy.deepcopy(chance.choice(_ODD))


def _odd_field(chance: random.Random, made: Content) -> None:
    cell = _cell(chance, made)
    name = chance.choice((*cell, "attachments", "outputs", "source", "execution_count", "extra"))
    if chance.random() < 0.3:
        cell.pop(name, None)
    else:
        cell[name] = copy.deepcopy(chance.choice(_ODD))


def _list_source(chance: random.Random, made: Content) -> None:
    cell = _cell(chance, made)
    lines: list[Any] = cell["source"].splitlines(keepends=True)
    if chance.random() < 0.5:
        lines.insert(chance.randint(0, len(lines)), chance.choice((None, 5, ["a"], {}, "\n\n")))
    cell["source"] = lines


def _attach(chance: random.Random, made: Content) -> None:
    good = {"a.png": {"image/png": "iVBORw0KGgo="}}
    _cell(chance, made)["attachments"] = chance.choice((good, {"a": 1}, {"b": {"c": 3}}, [], None))


def _fill_outputs(chance: random.Random, made: Content) -> None:
    cell = _cell(chance, made)
    cell["outputs"] = [copy.deepcopy(chance.choice(_OUTPUTS)) for _ in range(chance.randint(1, 3))]
    cell["execution_count"] = chance.choice((1, -5, "2", None, 10**30, 1.5))


def _change_kernel(chance: random.Random, made: Content) -> None:
    names = ("python3", "ir", "bash", "../x", "", None, 5, "python3\x00", "no-such-kernel")
    spec = {"name": chance.choice(names), "display_name": chance.choice(("R", None, []))}
    spec["language"] = chance.choice(("R", "python", None))
    made["metadata"]["kernelspec"] = chance.choice((spec, None, [], "python3", {}))
    made["metadata"]["language_info"] = chance.choice(({"name": "R"}, None, 5, {}, {"name": None}))


def _odd_notebook_metadata(chance: random.Random, made: Content) -> None:
    name = chance.choice(
        ("widgets", "celltoolbar", "title", "authors", "orig_nbformat", "nbgrader")
    )
    if chance.random() < 0.3:
        made["metadata"] = copy.deepcopy(chance.choice(_ODD))
    else:
        made["metadata"][name] = copy.deepcopy(chance.choice(_ODD))


def _change_format(chance: random.Random, made: Content) -> None:
    made["nbformat"] = chance.choice((4, 4, 3, 2, 1, 0, 5, -1, "4", 4.0, None, 10**30, [], True))
    made["nbformat_minor"] = chance.choice((0, 1, 2, 4, 5, 6, 99, -1, "5", None, 10**30, 4.5))


def _drop_key(chance: random.Random, made: Content) -> None:
    del made[chance.choice(tuple(made))]


def _odd_key(chance: random.Random, made: Content) -> None:
    name = chance.choice((*made, "worksheets", "extra", ""))
    made[name] = copy.deepcopy(chance.choice(_ODD))


def _old_notebook(_chance: random.Random, made: Content) -> None:
    """Make it a notebook of nbformat 3, as it was until 2015."""
    cells = made.pop("cells")
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["input"], cell["language"] = cell.pop("source"), "python"
    made.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": cells, "metadata": {}}])


def _nest(chance: random.Random, made: Content) -> None:
    deep: Any = 1
    for _ in range(chance.choice((20, 60, 100, 300, 900))):
        deep = [deep] if chance.random() < 0.5 else {"a": deep}
    chance.choice((made, _cell(chance, made)))["metadata"]["deep"] = deep


def _grow(chance: random.Random, made: Content) -> None:
    kind = chance.randrange(4)
    if kind == 0:
        _cell(chance, made)["source"] = "# a long line\n" * chance.choice((10**3, 10**5))
    elif kind == 1:
        made["metadata"]["big"] = "x" * chance.choice((10**5, 5 * 10**6))
    elif kind == 2:
        empty = {"cell_type": "markdown", "metadata": {}, "source": ""}
        made["cells"] += [empty | {"id": f"e{n}"} for n in range(chance.choice((100, 3000)))]
    else:
        made["metadata"].update({f"k{n}": n for n in range(20_000)})


_STEPS: tuple[Callable[[random.Random, Content], None], ...] = (
    *(_change_code,) * 20,
    *(
        _swap_code,
        *(_add_hostile_cell,) * 4,
        _drop_cell,
        _drop_cells,
        _duplicate_cell,
        _duplicate_cell,
    ),
    *(_move_cell, _strange_cell, _change_type, _change_type, _change_id, _drop_ids),
    *(_swap_grade_ids, _swap_grade_ids, _swap_metadata, _change_nbgrader, _change_nbgrader),
    *(_flip_nbgrader, _flip_nbgrader, _drop_nbgrader, _odd_nbgrader, _old_schema, _tag_cell),
    *(_tag_cell, _odd_metadata, _odd_field, _odd_field, _list_source, _attach, _fill_outputs),
    *(_change_kernel, _odd_notebook_metadata, _change_format, _drop_key, _odd_key),
    *(_old_notebook, _nest, _grow),
)


def _flip_bytes(chance: random.Random, body: bytes) -> bytes:
    made = bytearray(body)
    for _ in range(chance.randint(1, 5)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _truncate(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randint(0, len(body))]


def _append(chance: random.Random, body: bytes) -> bytes:
    return body + chance.choice((b"}", b"\x00", b"\n\n\n", b"{}", b"\xff", body))


def _encode(chance: random.Random, body: bytes) -> bytes:
    text = body.decode("utf-8", "replace")
    codes = ("utf-16", "utf-16-le", "utf-8-sig", "cp932", "euc-jp", "latin-1", "utf-32")
    return text.encode(chance.choice(codes), "replace")


def _line_ends(_chance: random.Random, body: bytes) -> bytes:
    return body.replace(b"\n", b"\r\n")


def _replace_all(chance: random.Random, body: bytes) -> bytes:
    zeros = b"\x00" * len(body)
    made = (b"", b"null", b"[]", b"{}", b"3", b'"x"', zeros, gzip.compress(body), b"[" * 10**5)
    return chance.choice((*made, b'{"a":' * 10**5, b"%PDF-1.7", b"1e400", b"-", b"NaN"))


def _huge_number(chance: random.Random, body: bytes) -> bytes:
    number = chance.choice((b"9" * 5000, b"1e999", b"-0", b"NaN", b"Infinity", b"1" * 400 + b".5"))
    return re.sub(rb": \d+(?=[,\n}])", b": " + number, body, count=chance.randint(1, 4))


def _duplicate_key(chance: random.Random, body: bytes) -> bytes:
    names = (b"cells", b"metadata", b"nbformat", b"grade_id", b"points", b"source", b"id")
    key, value = chance.choice(names), chance.choice((b"[]", b"{}", b"3", b'"x"', b"null", b"4"))
    twice = rb'"%s": %s, \1' % (key, value)
    return re.sub(rb'("%s": )' % key, twice, body, count=chance.randint(1, 5))


def _half_characters(chance: random.Random, body: bytes) -> bytes:
    at = body.find(b'"source": "')
    half = chance.choice((b"\\ud800", b"\\u0000", b"\xed\xa0\x80", b"\\udfff\\ud800", b"\\u2028"))
    return body[: at + 11] + half + body[at + 11 :]


_TWISTS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(_flip_bytes, _flip_bytes, _truncate, _append, _encode, _line_ends, _replace_all),
    *(_huge_number, _duplicate_key, _half_characters),
)
