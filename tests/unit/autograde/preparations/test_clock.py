"""Whether an assignment's code asks for the time."""

from __future__ import annotations

import pytest
from terakoya_autograde.preparations.clock import asks_for_the_time, measures_time

from tests.made import code, notebook


@pytest.mark.parametrize(
    "source",
    [
        "import time\nstart = time.time()",
        "from time import perf_counter as tick",
        "import datetime\nage = datetime.date.today().year - born",
        "from datetime import datetime as D\nD.now().hour",
        "clock = datetime.utcnow",
        'pd.Timestamp("now")',
        'np.datetime64("today")',
        "stamp = pd.Timestamp.today()",
        "import os\nos.system('date')",
        "from subprocess import check_output",
        "lines = !date",
        "!date",
        "%%bash\ndate",
        "%matplotlib inline\nfrom time import time",
        "%time total = add(1, 2)",
    ],
)
def test_code_that_asks_for_the_time(source: str) -> None:
    """However it is called, in a cell or in a module beside the notebook."""
    assert asks_for_the_time([notebook(code("c", source))], {})
    assert asks_for_the_time([], {"helpers/town.py": source.encode()}) or source[0] in "!%l"


@pytest.mark.parametrize(
    "source",
    [
        "now = age + 1",
        "df['time'] = df['hour'] * 60",
        "from datetime import date, time, timedelta\nopening = time(9, 0)",
        "import datetime as _datetime\n_datetime.date(2026, 5, 1)",
        "table['at'].dt.time",
        "title = 'the office is open now'",
        "%matplotlib inline\nimport pandas as pd\nx = 1",
    ],
)
def test_code_that_only_speaks_of_time(source: str) -> None:
    """Columns, days that stand in the code, and words."""
    assert not asks_for_the_time([notebook(code("c", source))], {})


def test_data_that_speak_of_time() -> None:
    """Only modules are code."""
    assert not asks_for_the_time([], {"data/now.csv": b"import time\ntime.time()"})


@pytest.mark.parametrize(
    "source",
    [
        "import signal\nsignal.alarm(2)",
        "from signal import setitimer as limit",
        "from timeit import default_timer",
        "import threading",
        "from concurrent.futures import ThreadPoolExecutor",
        "import concurrent.futures as pools",
        "found = queue.get(timeout=1)",
        "await asyncio.wait_for(f(), 1)",
        "import os\nbefore = os.times()",
        "import resource",
        "from multiprocessing import Pool",
        "%precision 3\nimport signal",
    ],
)
def test_code_that_measures_time(source: str) -> None:
    """How long a learner's code takes may decide: nothing of that is remembered."""
    assert measures_time([notebook(code("c", source))], {})
    assert measures_time([], {"helpers/limits.py": source.encode()})


@pytest.mark.parametrize(
    "source",
    [
        "signal = [1, 2]\nresource = signal[0]",
        "times = [5, 7]\ntimes.sort()",
        "df.times.sum()",
        "timeout = 3\nassert timeout == 3",
        "%precision 3\nx = 1",
    ],
)
def test_code_that_measures_no_time(source: str) -> None:
    """Words that are only like it cost nothing."""
    assert not measures_time([notebook(code("c", source))], {})
