"""Every kind of value that crosses, and every kind that is known not to."""

from __future__ import annotations

from terakoya_autograde.values import (
    altair_charts,
    arrays,
    column_dtypes,
    columns,
    containers,
    dtypes,
    enumerations,
    figures,
    frames,
    given_objects,
    graphs,
    known_names,
    learned_models,
    learned_state,
    moments,
    named_results,
    own_objects,
    plain,
    polars_tables,
    random_generators,
    remote_references,
    shapes,
    sparse_matrices,
    symbolic,
    times,
)
from terakoya_autograde.values.codec import Codec, Refusal
from terakoya_autograde.values.library import resolve

__all__ = ["CODECS", "REFUSALS", "Registry"]

CODECS: tuple[Codec, ...] = (
    *plain.CODECS,
    *times.CODECS,
    *containers.CODECS,
    *known_names.CODECS,
    *remote_references.CODECS,
    *random_generators.CODECS,
    *dtypes.CODECS,
    *arrays.CODECS,
    *moments.CODECS,
    *columns.CODECS,
    *column_dtypes.CODECS,
    *frames.CODECS,
    *figures.CODECS,
    *altair_charts.CODECS,
    *named_results.CODECS,
    *sparse_matrices.CODECS,
    *learned_state.CODECS,
    *learned_models.CODECS,
    *polars_tables.CODECS,
    *graphs.CODECS,
    *shapes.CODECS,
    *symbolic.CODECS,
    *given_objects.CODECS,
    *enumerations.CODECS,
    *own_objects.CODECS,
)
REFUSALS: tuple[Refusal, ...] = (
    *plain.REFUSALS,
    *arrays.REFUSALS,
    *moments.REFUSALS,
    *columns.REFUSALS,
    *column_dtypes.REFUSALS,
    *frames.REFUSALS,
    *figures.REFUSALS,
    *learned_models.REFUSALS,
    *polars_tables.REFUSALS,
)
_ENTRIES: tuple[Codec | Refusal, ...] = (*CODECS, *REFUSALS)


class Registry:
    """Finds the codec of a class or a tag.

    A class is looked up through its bases, so a subclass crosses as its nearest known base.
    """

    def __init__(self) -> None:
        self._of_tag = {codec.tag: codec for codec in CODECS}
        self._of_type: dict[type, Codec | Refusal] = {}
        self._unresolved: dict[str, Codec | Refusal] = {
            path: entry for entry in _ENTRIES for path in entry.types
        }

    def codec_of(self, tag: str) -> Codec | None:
        """Return the codec that a tag names, or None."""
        return self._of_tag.get(tag)

    def codec_for(self, kind: type) -> Codec | None:
        """Return the codec of a class or its nearest base; None where there is none."""
        found = self._of_type.get(kind)
        if found is None:
            found = self._find(kind)
        return found if isinstance(found, Codec) else None

    def refusal_for(self, kind: type) -> str | None:
        """Return why values of a class do not cross, where there is a sentence for it."""
        found = self._find(kind)
        return found.reason if isinstance(found, Refusal) else None

    def _find(self, kind: type) -> Codec | Refusal | None:
        self._resolve_what_is_loaded()
        for base in type.__dict__["__mro__"].__get__(kind):
            if base in self._of_type:
                return self._of_type[base]
        return None

    def _resolve_what_is_loaded(self) -> None:
        for path in list(self._unresolved):
            kind = resolve(path)
            if kind is not None:
                self._of_type[kind] = self._unresolved.pop(path)
