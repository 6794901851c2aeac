"""Where submissions come from: a folder, a zip, nbgrader's exchange; one file for each."""

from terakoya.delivery.sources.archive import ArchiveSource, open_inner
from terakoya.delivery.sources.entry import Claim, Entry, Listing, Refused, Source
from terakoya.delivery.sources.exchange import ExchangeSource, exchange_root
from terakoya.delivery.sources.folder import FolderSource

__all__ = ["ArchiveSource", "Claim", "Entry", "ExchangeSource", "FolderSource", "Listing"]
__all__ += ["Refused", "Source", "exchange_root", "open_inner"]
