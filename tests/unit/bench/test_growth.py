"""Growth: the largest run beside the smallest."""

from __future__ import annotations

from terakoya_bench.growth import Size, summarise_growth


def test_summarise_growth() -> None:
    """The ratios are of the last over the first."""
    growth = summarise_growth([Size(100, 0.2, 0.3, (50, 80)), Size(2000, 0.22, 0.3, (50, 100))])
    assert round(growth["seconds_ratio"], 6) == 1.1
    assert growth["cpu_ratio"] == 1.0
    assert growth["parent_rss_ratio"] == 1.25
    assert growth["sizes"][1]["submissions"] == 2000
