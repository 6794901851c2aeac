"""Do the cells' tags say what their author meant, and can the faces be made from them?"""

from terakoya.authoring.check_group import gather_group

__all__ = ["CHECKS"]

CHECKS = gather_group(__name__, __path__)
