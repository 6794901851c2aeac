"""Charts that a library sends as data, for a page that draws them."""

from terakoya.faces.charts.reading_charts import Chart, Drawer, find_chart
from terakoya.faces.charts.setup import chart_setup

__all__ = ["Chart", "Drawer", "chart_setup", "find_chart"]
