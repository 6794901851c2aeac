# 置きかえの組を先に作り、順に当てはめる書き方
from functools import reduce


def mask(text, names):
    steps = [(pattern, label) for label, pattern in PATTERNS.items()]
    steps += [(re.escape(name), "【氏名】") for name in sorted(names, key=len, reverse=True)]
    return reduce(lambda now, step: re.sub(step[0], step[1], now), steps, unicodedata.normalize("NFKC", text))
