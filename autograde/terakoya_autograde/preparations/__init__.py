"""An assignment made ready to be graded against; what that finds out is kept for the next run."""

from terakoya_autograde.preparations.finding import Anew
from terakoya_autograde.preparations.preparing import Readied, Recipe, ready

__all__ = ["Anew", "Readied", "Recipe", "ready"]
