"""Attacks on the sandbox, each with a control: the same attack where there is no sandbox."""

from __future__ import annotations

import pytest

from tests.unit.autograde.sandbox.attack_runner import (
    IS_ROOT,
    ROADS,
    case_names,
    read_case,
    run_case,
)


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("name", case_names())
def test_attack_inside_fails(name: str, road: str) -> None:
    """What a learner's code must not do, it cannot do inside."""
    answer = run_case(name, "inside", road)
    assert not answer["succeeded"], answer


@pytest.mark.parametrize("name", case_names())
def test_attack_outside_succeeds(name: str) -> None:
    """The same code does it where there is no sandbox: so it is the sandbox that stops it."""
    needs_root = read_case(name).get("control") == "root"
    if needs_root and not IS_ROOT:
        pytest.skip("this control needs root")
    answer = run_case(name, "outside", "root" if needs_root else "user")
    assert answer["succeeded"], answer


def test_cases_are_complete() -> None:
    """At least sixty attacks, over every class; each says in a sentence what it does."""
    classes = {name.split("/")[0] for name in case_names()}
    wanted = {"network", "files", "processes", "kernel", "limits", "survivors", "configuration"}
    assert classes == wanted | {"messages"}
    assert len(case_names()) >= 60
    assert all(read_case(name)["title"] for name in case_names())
