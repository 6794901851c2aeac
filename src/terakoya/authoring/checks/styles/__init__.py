"""Do the tests take right answers that are written in another style, on another day?"""

from terakoya.authoring.check_group import gather_group

__all__ = ["CHECKS"]

CHECKS = gather_group(__name__, __path__)
