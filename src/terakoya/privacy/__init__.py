"""What is kept of a person: shown, handed out, and taken away."""

from terakoya.privacy.erasing import Erasure, erase_person, plan_erasure
from terakoya.privacy.expiry import Expired, find_expired
from terakoya.privacy.exporting import export_person

__all__ = ["Erasure", "Expired", "erase_person", "export_person", "find_expired", "plan_erasure"]
