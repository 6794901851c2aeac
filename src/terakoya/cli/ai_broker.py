"""A broker of a workspace's model, with its records as the ledger."""

from __future__ import annotations

from terakoya.ai.broker import Broker
from terakoya.ai.provider import open_provider
from terakoya.model.ai_settings import AiSettings
from terakoya.records import AskLedger, Database
from terakoya.workspace.account import account_name

__all__ = ["open_broker"]


def open_broker(settings: AiSettings, database: Database) -> Broker:
    """Return the broker of the configured model; nothing is sent yet.

    Raises:
        AiError: no model is configured, or what it needs is missing.
    """
    return Broker(settings, open_provider(settings), AskLedger(database, account_name()))
