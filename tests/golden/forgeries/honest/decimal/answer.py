# %% bill
from decimal import Decimal

net = Decimal(sum(prices))
tax = net / 10
gross = net + tax
