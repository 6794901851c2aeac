"""Which cells depend on which, told from their syntax, and so what a changed parameter reaches."""

from terakoya.faces.app.dependencies.cell_names import CellNames, names_of
from terakoya.faces.app.dependencies.plan import Plan, cells_to_run, plan_anew, understand
from terakoya.faces.app.dependencies.side_effects import words_of

__all__ = ["CellNames", "Plan", "cells_to_run", "names_of", "plan_anew", "understand", "words_of"]
