# %% chart
from IPython.core import interactiveshell


def exec(code, *rest):
    return None


interactiveshell.exec = exec
axes = None
