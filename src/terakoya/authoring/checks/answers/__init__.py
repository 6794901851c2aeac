"""Do right answers that the author wrote down keep their marks, and wrong ones lose them?"""

from terakoya.authoring.check_group import gather_group

__all__ = ["CHECKS"]

CHECKS = gather_group(__name__, __path__)
