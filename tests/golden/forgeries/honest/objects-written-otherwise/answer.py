# %% account
import dataclasses

@dataclasses.dataclass
class Base:
    owner: str
    balance: int = 0

class Account(Base):
    __slots__ = ()

    def deposit(self, amount):
        if not amount > 0:
            raise ValueError(amount)
        setattr(self, "balance", self.balance + amount)
# %% money
@dataclasses.dataclass(frozen=True, order=True)
class Money:
    yen: int

    def __add__(self, other):
        return dataclasses.replace(self, yen=self.yen + other.yen)
# %% read
def read(lines):
    rows = []
    for line in lines:
        row = Row(ward=line.partition(",")[0])
        row.n = int(line.rpartition(",")[2])
        rows.append(row)
    return rows
# %% kind
class Judge:
    def __call__(self, text):
        return next((one for one in Kind if one.value in text), Kind["OTHER"])

kind = Judge()
# %% state
State = Enum("State", {"OPEN": "open", "DONE": "done"})
# %% summary
def summary(text, ask):
    class Model:
        def __init__(self, ask):
            self.ask = ask

    answers = [Model(ask).ask(prompt=f"{part}") for part in [text]]
    return "".join(answers).strip()
# %% notify
from functools import partial

def notify(send, people):
    news = partial(send, subject="news")
    list(map(news, people))
