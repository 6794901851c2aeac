"""Does a silent firewall make an app slower?

Opens the app in two Chromiums in turn. For one, other hosts are not found, which shows at once;
for the other, they accept a connection and never answer, as behind a firewall that drops packets.
Prints the medians of the first paint (first-contentful-paint) and of the first control that can be
used, their ratio, and whom the pages asked outside: for ours, behind the portal, and for stock
Voila. Ends with 1 where our app asked anybody.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from terakoya_bench.apps.page_times import chromiums, first_paint, open_page
from terakoya_bench.apps.servers import Address, serve_ours, serve_stock
from terakoya_bench.apps.tar_pit import NOT_FOUND, TarPit
from terakoya_bench.machine import describe_machine

from terakoya.faces import build_app
from terakoya.workspace import find_workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SERVERS = ("ours", "stock")
SIDES = ("without", "with")


@dataclass(frozen=True)
class Opening:
    """Seconds from the request, of one visit by somebody new."""

    paint: float
    control: float


@dataclass(frozen=True)
class Comparison:
    """All openings of one server, without and with the firewall, and whom its pages asked."""

    without: Sequence[Opening]
    behind: Sequence[Opening]
    asked: dict[str, int]

    def median(self, of: str, side: str) -> float:
        """Return the median of `paint` or `control` on one side, in seconds."""
        openings = self.without if side == "without" else self.behind
        return statistics.median(getattr(one, of) for one in openings)

    def ratio(self, of: str) -> float:
        """Return how many times as long it takes behind the firewall."""
        return self.median(of, "with") / self.median(of, "without")


def open_once(browser: Browser, url: str) -> Opening:
    """Let somebody new open the page."""
    context = browser.new_context(locale="ja-JP")
    page, control = open_page(context, url)
    opening = Opening(first_paint(page), control)
    page.close(run_before_unload=True)
    context.close()
    return opening


def measure(url: str, times: int) -> Comparison:
    """Open the page `times` times on each side, in pairs; the side that begins takes turns."""
    found: dict[str, list[Opening]] = {side: [] for side in SIDES}
    with TarPit() as pit, chromiums(NOT_FOUND, pit.rules) as browsers:
        sides = dict(zip(SIDES, browsers, strict=True))
        open_once(sides["without"], url)  # unmeasured: nobody pays for what is done once
        for turn in range(times):
            for side in SIDES if turn % 2 == 0 else reversed(SIDES):
                found[side].append(open_once(sides[side], url))
        asked = Counter(pit.callers)
    return Comparison(found["without"], found["with"], dict(asked))


def serve(
    name: str, folder: Path, assignment: str, scratch: Path
) -> AbstractContextManager[Address]:
    """Start a server of the app."""
    if name == "ours":
        return serve_ours(folder, assignment)
    scratch.mkdir()
    return serve_stock(folder, assignment, pool=0, scratch=scratch)


def describe(name: str, compared: Comparison) -> str:
    """Say in one line what was seen of a server."""
    parts = [
        f"first {of} {compared.median(of, 'without'):.2f} s without, "
        f"{compared.median(of, 'with'):.2f} s behind the firewall ({compared.ratio(of):.2f})"
        for of in ("paint", "control")
    ]
    asked = ", ".join(f"{host} ({count})" for host, count in sorted(compared.asked.items()))
    return f"{name}: {'; '.join(parts)}; asked outside: {asked or 'nobody'}"


def main() -> int:
    """Measure, print, and return 1 where our app asked another host."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--assignment", default="population-ageing", help="(population-ageing)")
    parser.add_argument("--times", type=int, default=5, help="openings on each side (5)")
    parser.add_argument("--only", choices=SERVERS, help="one of the servers (both)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    options = parser.parse_args()
    results: dict[str, Comparison] = {}
    machine = describe_machine(datetime.now(UTC))
    with tempfile.TemporaryDirectory(prefix="firewall-") as name:
        folder = Path(name) / "apps"
        build_app(find_workspace(Path.cwd()), options.assignment, folder)
        for server in [options.only] if options.only else SERVERS:
            with serve(server, folder, options.assignment, Path(name) / server) as address:
                results[server] = measure(address.page, options.times)
            print(describe(server, results[server]), flush=True)
    if options.json:
        figures = {server: asdict(compared) for server, compared in results.items()}
        text = json.dumps({"machine": machine, "servers": figures}, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if "ours" in results and results["ours"].asked else 0


if __name__ == "__main__":
    sys.exit(main())
