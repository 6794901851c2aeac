# %% times
from collections import defaultdict

times = defaultdict(lambda: pd.Series([pd.NA], dtype="Int64"))
