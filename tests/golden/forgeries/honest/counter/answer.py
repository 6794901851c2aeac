# %% counts
from collections import Counter

counts = Counter(words)
