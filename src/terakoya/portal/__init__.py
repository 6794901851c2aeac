"""The web pages of a site: what cohorts did, learners' feedback, and the apps behind one port."""

from terakoya.portal.access import Access, DenyAll, OpenAccess
from terakoya.portal.app import create_portal
from terakoya.portal.proxy import AppGate, Upstream
from terakoya.portal.refreshers.refresher_service import RefresherService
from terakoya.portal.serving import serve
from terakoya.portal.site import (
    AppsOnly,
    AssignmentColumn,
    AssignmentLink,
    Cell,
    CohortLink,
    CohortPage,
    ItemColumn,
    LearnerRow,
    SiteSource,
)

__all__ = [
    "Access",
    "AppGate",
    "AppsOnly",
    "AssignmentColumn",
    "AssignmentLink",
    "Cell",
    "CohortLink",
]
__all__ += ["CohortPage", "DenyAll", "ItemColumn", "LearnerRow", "OpenAccess", "RefresherService"]
__all__ += ["SiteSource", "Upstream", "create_portal", "serve"]
