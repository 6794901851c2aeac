"""Do the tests find small mistakes that nobody has written down as wrong answers?"""

from terakoya.authoring.check_group import gather_group

__all__ = ["CHECKS"]

CHECKS = gather_group(__name__, __path__)
