"""Altair's charts cross as their specification; altair itself is not needed to grade."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import msgspec
import pytest
from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values import Decoder, Encoder

SPEC = ["dict", ["*", "mark"], ["*", "bar"]]


def test_chart_without_altair_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where altair is not loaded, a chart is refused and nothing is imported for it."""
    monkeypatch.delitem(sys.modules, "altair", raising=False)
    with pytest.raises(ValueRefused, match="altair is not loaded"):
        Decoder().decode(msgspec.msgpack.encode(["chart", SPEC]))
    assert "altair" not in sys.modules


if find_spec("altair"):  # not one of our libraries; where it is there, it is tried

    def test_chart_arrives_with_its_specification() -> None:
        """A chart arrives as a chart of the same specification."""
        altair = import_module("altair")
        data = altair.Data(values=[{"a": 1, "b": "x"}])
        chart = altair.Chart(data).mark_bar().encode(x="b:N", y="a:Q").properties(title="t")
        arrived: Any = Decoder().decode(Encoder().encode(chart))
        assert type(arrived) is altair.Chart
        assert arrived.to_dict() == altair.Chart.from_dict(chart.to_dict()).to_dict()
        assert arrived.to_dict()["encoding"] == chart.to_dict()["encoding"]
