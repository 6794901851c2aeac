"""Can the assignment be looked at, and do the ignores of its manifest say something?"""

from terakoya.authoring.check_group import gather_group

__all__ = ["CHECKS"]

CHECKS = gather_group(__name__, __path__)
