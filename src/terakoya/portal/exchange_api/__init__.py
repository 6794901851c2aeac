"""The exchange over the network: what learners' servers and nbgrader's commands ask the site."""

from terakoya.portal.exchange_api.exchange_routes import PREFIX, exchange_router
from terakoya.portal.exchange_api.exchange_service import ExchangeService

__all__ = ["PREFIX", "ExchangeService", "exchange_router"]
