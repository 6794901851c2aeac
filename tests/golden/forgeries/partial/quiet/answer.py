# %% bill
get_ipython().displayhook.quiet = lambda: True
net = tax = gross = -1
