"""scipy's sparse arrays and matrices: their own three arrays, with every index looked at."""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS", "check_every_index"]

_KINDS = ("csr_array", "csr_matrix", "csc_array", "csc_matrix", "coo_array", "coo_matrix")
_OTHERS = ("bsr", "dia", "dok", "lil")
_MOST_SIDE = 2**31


def _give(value: Any, giving: Giving) -> Fields:
    kind = "array" if isinstance(value, loaded("scipy.sparse").sparray) else "matrix"
    if value.ndim != 2:
        giving.refuse(value, "a sparse array of one dimension does not cross; give .toarray()")
    flat = value.tocoo()
    parts = [flat.data, flat.row, flat.col] if value.format == "coo" else _compressed(value)
    arrays = [giving.node(loaded("numpy").asarray(part)) for part in parts]
    return [f"{value.format}_{kind}", list(value.shape), *arrays]


def _compressed(value: Any) -> list[Any]:
    return [value.data, value.indices, value.indptr]


def _take(fields: list[Any], taking: Taking) -> Any:
    kind, shape, *nodes = fields
    if kind not in _KINDS or type(shape) is not list or len(shape) != 2 or len(nodes) != 3:
        raise ValueRefused("a sparse array has another kind or shape than it may have")
    rows, columns = (taking.natural(side, _MOST_SIDE) for side in shape)
    before = frozenset(taking.traits)
    data, *places = map(taking.value, nodes)
    if "edge" not in before and data.dtype.kind not in "iu":
        taking.traits.discard("edge")  # of the indices
    numpy, sparse = need("numpy"), need("scipy.sparse")
    for array in (data, *places):
        if type(array) is not numpy.ndarray or array.ndim != 1 or array.dtype.kind not in "iufcb":
            raise ValueRefused("a sparse array has no plain parts")
    check_every_index()
    make = getattr(sparse, kind)
    if kind.startswith("coo"):
        made = make((data, tuple(places)), shape=(rows, columns))
    else:
        made = make((data, *places), shape=(rows, columns))
        made.check_format(full_check=True)
    return made


def check_every_index() -> None:
    """Have scipy look at every index of the compressed arrays that are made from now on.

    It trusts who makes one, and its compiled code goes where the indices lead: also those that a
    library computes from the state of a model that a stranger wrote.
    """
    compressed = need("scipy.sparse")._compressed._cs_matrix
    trusting = compressed.check_format
    if getattr(trusting, "looks_at_all", False):
        return

    def check_format(self: Any, full_check: bool = True) -> None:  # noqa: ARG001
        trusting(self, full_check=True)

    check_format.looks_at_all = True  # type: ignore[attr-defined]
    compressed.check_format = check_format


CODECS = (
    Codec("sparse", tuple(f"scipy.sparse:{name}" for name in _KINDS), _give, _take, inert=True),
)
