"""nbgrader's check of its cell metadata, with the JSON schema compiled once."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft4Validator

from terakoya_autograde.light_nbgrader import BaseMetadataValidator, MetadataValidator

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["validate_metadata"]


def validate_metadata(notebook: NotebookNode) -> None:
    """Check a notebook node as nbgrader's CheckCellMetadata does; raises what that raises."""
    _validator().validate_nb(notebook)


class _CompiledSchema(BaseMetadataValidator):  # type: ignore[misc]
    """nbgrader's check of one cell, without building the JSON schema anew for each."""

    def validate_cell(self, cell: NotebookNode) -> None:
        """Check versions with nbgrader's own code, the form with a validator made once."""
        if "nbgrader" not in cell.metadata:
            return
        metadata = cell.metadata["nbgrader"]
        if metadata.get("schema_version", 0) != self.schema_version:
            super().validate_cell(cell)
        for error in self.compiled.iter_errors(metadata):
            raise error


class _Validator(MetadataValidator, _CompiledSchema):  # type: ignore[misc]
    """nbgrader's rules; its `super().validate_cell` finds the compiled schema."""

    def __init__(self) -> None:
        super().__init__()
        self.compiled = Draft4Validator(self.schema)
        self.log = logging.Logger("terakoya_autograde.metadata", logging.CRITICAL)


@cache
def _validator() -> Any:
    return _Validator()
