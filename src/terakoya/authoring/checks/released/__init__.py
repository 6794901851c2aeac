"""Does the untouched release score nothing, and the model solution full marks, in good time?"""

from terakoya.authoring.check_group import gather_group

__all__ = ["CHECKS"]

CHECKS = gather_group(__name__, __path__)
