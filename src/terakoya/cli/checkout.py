"""What a checkout of Terakoya has, and what is installed from it has not: the benchmarks."""

from __future__ import annotations

from pathlib import Path

__all__ = ["find_benchmarks"]


def find_benchmarks(cli: Path = Path(__file__)) -> Path | None:
    """Return the folder that holds the package `terakoya_bench`, or None outside a checkout.

    Args:
        cli: a module of this package: in a checkout it is three folders below the top.
    """
    folder = cli.resolve().parents[3] / "benchmarks"
    return folder if (folder / "terakoya_bench" / "__init__.py").is_file() else None
