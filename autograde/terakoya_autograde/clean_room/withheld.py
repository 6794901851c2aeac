"""What stands in a test for a value that does not cross, and how the check ends that uses it."""

from __future__ import annotations

from typing import NoReturn

__all__ = ["CannotBeChecked", "Refusals", "Withheld"]

_OPERATIONS = (
    "eq ne lt le gt ge bool len iter next contains getitem setitem delitem add radd sub rsub "
    "mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul and rand or ror "
    "xor rxor neg pos abs invert int float complex index round hash setattr enter exit array "
    "format str"
)


class CannotBeChecked(BaseException):
    """A check has come to something that does not cross.

    No test expects it: a test that waits for a TypeError must not take this for one.
    """


class Refusals:
    """What one check could not be given. A check that has met one of these is not passed.

    Attributes:
        met: why, of each that it met: whatever the test has caught.
    """

    def __init__(self) -> None:
        self.met: list[str] = []

    def refuse(self, why: str) -> NoReturn:
        """Say why something cannot be checked, and remember it.

        Raises:
            CannotBeChecked: always.
        """
        self.met.append(why)
        raise CannotBeChecked(why)


class Withheld:
    """Whatever a test does with it says why it cannot be checked; it cannot even be called."""

    def __init__(self, reason: str, refusals: Refusals) -> None:
        self.__dict__.update(_reason=reason, _refusals=refusals)

    def __repr__(self) -> str:
        return f"<cannot be checked: {self.__dict__['_reason']}>"

    def __getattr__(self, _name: str) -> object:
        return _refuse(self)


def _refuse(self: Withheld, *_args: object, **_kwargs: object) -> NoReturn:
    held = self.__dict__
    held["_refusals"].refuse(f"this value cannot be checked: {held['_reason']}")
    raise AssertionError  # never: `refuse` has raised


for _name in _OPERATIONS.split():
    setattr(Withheld, f"__{_name}__", _refuse)
# what an error of Python's calls it: nobody who reads that knows our classes
Withheld.__name__ = Withheld.__qualname__ = "value that cannot be checked"
