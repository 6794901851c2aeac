"""Which checks run in the clean room: all that the reference solution passes there."""

from terakoya_autograde.protection.protect import Protected, Tried, protect_as_tried, protect_checks
from terakoya_autograde.protection.reference import Instructor, passes_in_order

__all__ = ["Instructor", "Protected", "Tried", "protect_as_tried", "protect_checks"]
__all__ += ["passes_in_order"]
