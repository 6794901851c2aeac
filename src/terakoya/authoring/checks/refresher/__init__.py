"""Do refreshers hold on other data: solvable, each time another answer, and nobody else's?"""

from terakoya.authoring.check_group import gather_group

__all__ = ["CHECKS"]

CHECKS = gather_group(__name__, __path__)
