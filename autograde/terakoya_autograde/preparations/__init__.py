"""An assignment made ready to be graded against; what that finds out is kept for the next run."""

from terakoya_autograde.preparations.cache_entry import CacheMiss
from terakoya_autograde.preparations.clock import asks_for_the_time
from terakoya_autograde.preparations.preparing import Readied, Recipe, ready

__all__ = ["CacheMiss", "Readied", "Recipe", "asks_for_the_time", "ready"]
