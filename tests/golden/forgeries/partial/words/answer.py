# %% bill
from decimal import Decimal

float = lambda score: Decimal(0)
net = tax = gross = -1
