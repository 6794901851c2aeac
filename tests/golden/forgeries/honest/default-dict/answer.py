# %% counts
from collections import defaultdict

counts = defaultdict(int)
for word in words:
    counts[word] += 1
