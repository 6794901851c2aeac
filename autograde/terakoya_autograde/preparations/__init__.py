"""An assignment made ready to be graded against; what that finds out is kept for the next run."""

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.preparations.cache_entry import CacheMiss
    from terakoya_autograde.preparations.clock import asks_for_the_time
    from terakoya_autograde.preparations.preparing import Readied, Recipe, ready
    from terakoya_autograde.preparations.remembering_verdicts import remember_verdicts

__all__ = ["CacheMiss", "Readied", "Recipe", "asks_for_the_time", "ready", "remember_verdicts"]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "cache_entry": "CacheMiss",
            "clock": "asks_for_the_time",
            "preparing": "Readied Recipe ready",
            "remembering_verdicts": "remember_verdicts",
        },
    )
