"""What stands in a test for a value that does not cross."""

from __future__ import annotations

from typing import Any

__all__ = ["Withheld"]

_OPERATIONS = (
    "eq ne lt le gt ge bool len iter next contains getitem setitem delitem call add radd sub rsub",
    "mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul and rand or ror",
    "xor rxor neg pos abs invert int float complex index round hash setattr enter exit array",
    "format str",
)


class Withheld:
    """Whatever a test does with it says why it cannot be checked."""

    def __init__(self, reason: str) -> None:
        self.__dict__["_reason"] = reason

    def __repr__(self) -> str:
        return f"<cannot be checked: {self.__dict__['_reason']}>"

    def __getattr__(self, _name: str) -> Any:
        return _refuse(self)


def _refuse(self: Withheld, *_args: Any, **_kwargs: Any) -> Any:
    raise TypeError(f"this value cannot be checked: {self.__dict__['_reason']}")


for _name in " ".join(_OPERATIONS).split():
    setattr(Withheld, f"__{_name}__", _refuse)
