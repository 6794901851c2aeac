"""Write the queue-ticket log of a fictional city hall, from a simulated multi-server queue.

Usage: ``python make_data.py [--to DIR] [--seed N]``. The same seed gives the same bytes.
Nothing here is real: the city, its counters and every ticket are made up.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

SEED = 20261123
FIRST_DAY = date(2026, 4, 1)
LAST_DAY = date(2026, 4, 30)
HOLIDAYS = frozenset({date(2026, 4, 29)})
OPEN_SECOND = 8 * 3600 + 30 * 60
CLOSE_SECOND = 17 * 3600 + 15 * 60
SLOT_SECONDS = 1800
MEAN_PATIENCE_SECONDS = 4 * 3600.0
FULL_WIDTH_SHARE = 0.012
CLOCK_ERROR_SHARE = 0.004
FULL_WIDTH = str.maketrans("0123456789:", "０１２３４５６７８９：")

# Relative arrivals of the 18 half hours from 08:30 (the last one is cut at 17:15).
SLOT_WEIGHTS = (0.8, 1.0, 1.2, 1.3, 1.3, 1.1, 1.2, 2.1, 1.6, 1.0, 0.9, 1.0, 1.0, 0.9, 0.8, 0.7, 0.7)
LAST_SLOT_WEIGHT = 0.04
WEEKDAY_WEIGHTS = (1.38, 0.95, 0.87, 0.88, 1.0)
MONTH_START_WEIGHTS = {1: 1.2, 2: 1.12, 3: 1.08}


@dataclass(frozen=True)
class Counter:
    """One counter: ticket letter, windows, mean tickets a day, mean service in seconds."""

    name: str
    letter: str
    office: str
    windows: int
    daily_tickets: float
    mean_service: float


@dataclass(frozen=True)
class Ticket:
    """One ticket; times are seconds since midnight, None where the machine wrote nothing."""

    number: str
    day: date
    counter: str
    issued: int
    called: int | None
    finished: int | None


COUNTERS = (
    Counter("住民異動", "A", "市民課", 3, 53.0, 1380.0),
    Counter("証明書発行", "B", "市民課", 2, 63.0, 450.0),
    Counter("国民健康保険", "C", "保険年金課", 2, 30.0, 1080.0),
    Counter("税証明", "D", "税務課", 1, 21.0, 540.0),
)


def list_open_days() -> list[date]:
    """Return the weekdays of the month that are no holidays."""
    span = (LAST_DAY - FIRST_DAY).days + 1
    days = (FIRST_DAY + timedelta(days=n) for n in range(span))
    return [day for day in days if day.weekday() < 5 and day not in HOLIDAYS]


def draw_arrivals(counter: Counter, day: date, rng: np.random.Generator) -> list[int]:
    """Draw distinct arrival seconds of one day from a Poisson process that changes by slot."""
    weights = np.array([*SLOT_WEIGHTS, LAST_SLOT_WEIGHT])
    level = WEEKDAY_WEIGHTS[day.weekday()] * MONTH_START_WEIGHTS.get(day.day, 1.0)
    expected = counter.daily_tickets * level * weights / weights.sum()
    seconds: set[int] = set()
    for slot, mean in enumerate(expected):
        start = OPEN_SECOND + slot * SLOT_SECONDS
        stop = min(start + SLOT_SECONDS, CLOSE_SECOND)
        count = int(rng.poisson(mean))
        seconds.update(int(second) for second in rng.integers(start, stop, size=count))
    return sorted(seconds)


def serve_day(counter: Counter, day: date, rng: np.random.Generator) -> list[Ticket]:
    """Serve one day first come, first served; who loses patience leaves without being called."""
    arrivals = draw_arrivals(counter, day, rng)
    free = [OPEN_SECOND] * counter.windows
    heapq.heapify(free)
    tickets = []
    for order, issued in enumerate(arrivals, start=1):
        patience = rng.exponential(MEAN_PATIENCE_SECONDS)
        service = max(45, round(float(rng.gamma(4.0, counter.mean_service / 4.0))))
        number = f"{counter.letter}{order:03d}"
        called = max(issued, free[0])
        if called - issued > patience:
            tickets.append(Ticket(number, day, counter.name, issued, None, None))
            continue
        heapq.heapreplace(free, called + service)
        tickets.append(Ticket(number, day, counter.name, issued, called, called + service))
    return tickets


def shift_some_clocks(tickets: list[Ticket], rng: np.random.Generator) -> list[Ticket]:
    """Let a few calls be stamped before their ticket, as a display with a slow clock would."""
    shifted = []
    for ticket in tickets:
        unlucky = rng.random() < CLOCK_ERROR_SHARE
        lag = int(rng.integers(60, 600))
        if unlucky and ticket.called is not None:
            shifted.append(replace(ticket, called=ticket.issued - lag))
        else:
            shifted.append(ticket)
    return shifted


def format_time(second: int | None, rng: np.random.Generator) -> str:
    """Write H:MM:SS, now and then in full-width characters; empty for None."""
    if second is None:
        return ""
    text = f"{second // 3600}:{second // 60 % 60:02d}:{second % 60:02d}"
    draw = rng.random()
    if draw < FULL_WIDTH_SHARE / 2:
        return text.translate(FULL_WIDTH)
    if draw < FULL_WIDTH_SHARE:
        return text.translate(FULL_WIDTH).replace("：", ":")
    return text


def make_tickets(rng: np.random.Generator) -> list[Ticket]:
    """Simulate the month, in the order in which the machine issued the tickets."""
    tickets = [
        ticket
        for day in list_open_days()
        for counter in COUNTERS
        for ticket in serve_day(counter, day, rng)
    ]
    tickets.sort(key=lambda ticket: (ticket.day, ticket.issued, ticket.number))
    return shift_some_clocks(tickets, rng)


def list_ticket_rows(tickets: list[Ticket], rng: np.random.Generator) -> Iterator[list[str]]:
    """Yield the rows of the export, with its header."""
    yield ["受付番号", "受付日", "窓口", "発券時刻", "呼出時刻", "終了時刻"]
    for ticket in tickets:
        day = f"{ticket.day.year}/{ticket.day.month}/{ticket.day.day}"
        times = (ticket.issued, ticket.called, ticket.finished)
        stamps = [format_time(second, rng) for second in times]
        yield [ticket.number, day, ticket.counter, *stamps]


def list_counter_rows() -> Iterator[list[str]]:
    """Yield the rows of the list of counters, with its header."""
    yield ["窓口", "窓口数", "担当課"]
    for counter in COUNTERS:
        yield [counter.name, str(counter.windows), counter.office]


def write_csv(path: Path, rows: Iterator[list[str]]) -> None:
    """Write rows as the ticket machine does: cp932, CRLF, no byte-order mark."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    path.write_bytes(buffer.getvalue().encode("cp932"))


def main() -> None:
    """Write data/tickets.csv and data/counters.csv below the target folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    rng = np.random.Generator(np.random.PCG64(options.seed))
    folder = options.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "tickets.csv", list_ticket_rows(make_tickets(rng), rng))
    write_csv(folder / "counters.csv", list_counter_rows())


if __name__ == "__main__":
    main()
