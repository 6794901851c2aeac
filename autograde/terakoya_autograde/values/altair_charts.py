"""Altair's charts: they cross as their specification and are read again from it."""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import need

__all__ = ["CODECS"]

_LEAVES = frozenset((str, int, float, bool, type(None)))


def _give_chart(value: Any, giving: Giving) -> Fields:
    try:
        spec = value.to_dict()
    except Exception as error:  # noqa: BLE001 - altair has many ways to say that a chart is wrong
        giving.refuse(value, f"the chart has no specification: {str(error)[:200]}")
    return [giving.part(spec, ".to_dict()")]


def _take_chart(fields: Fields, taking: Taking) -> object:
    altair = need("altair")
    spec = taking.only(fields, dict)
    _check_json(spec)
    chart = altair.Chart.from_dict(spec)
    if not isinstance(chart, altair.TopLevelMixin):
        raise ValueRefused("a specification is not one of a chart")
    return chart


def _check_json(value: object) -> None:
    """Refuse what is not made of JSON's kinds."""
    if type(value) is dict:
        if not all(type(key) is str for key in value):
            raise ValueRefused("a specification has a key that is no text")
        for entry in value.values():
            _check_json(entry)
    elif type(value) is list:
        for entry in value:
            _check_json(entry)
    elif type(value) not in _LEAVES:
        raise ValueRefused("a specification holds something that JSON does not have")


CODECS = (Codec("chart", ("altair:TopLevelMixin",), _give_chart, _take_chart),)
