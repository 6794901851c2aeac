# %% pairs
from collections import namedtuple

Pair = namedtuple("Pair", "word length")
pairs = {Pair(word, len(word)) for word in words}
