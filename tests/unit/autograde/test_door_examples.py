"""The examples of what the engine's doors show do what they say."""

from __future__ import annotations

import doctest
import inspect
from collections.abc import Iterator
from importlib import import_module

import pytest

from tests.unit.autograde.test_front_door import DOORS, public_names


def examples() -> Iterator[doctest.DocTest]:
    """Yield the examples in the docstring of each public name that has some."""
    finder = doctest.DocTestFinder(recurse=False, exclude_empty=True)
    for door in DOORS:
        module = import_module(door)
        for entry in public_names(door):
            thing = getattr(module, str(entry.value))
            if inspect.isclass(thing) or inspect.isfunction(thing):
                found = finder.find(thing, str(entry.value), module=False, globs={})
                yield from (one for one in found if one.examples)


EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one.name))
def test_example_does_what_it_says(example: doctest.DocTest) -> None:
    """Each line gives what stands below it."""
    told: list[str] = []
    done = doctest.DocTestRunner().run(example, out=told.append)
    assert done.attempted > 1
    assert done.failed == 0, "".join(told)


def test_examples_are_found() -> None:
    """The control: there are some, in more than one door, and a wrong one is told."""
    assert len(EXAMPLES) >= 12
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, None)
    assert doctest.DocTestRunner().run(wrong, out=lambda _text: None).failed == 1
