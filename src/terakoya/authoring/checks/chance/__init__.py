"""Does a check give the model solution the same points, whatever random numbers are drawn?"""

from terakoya.authoring.check_group import gather_group

__all__ = ["CHECKS"]

CHECKS = gather_group(__name__, __path__)
