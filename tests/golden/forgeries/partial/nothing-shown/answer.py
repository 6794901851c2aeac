# %% bill
get_ipython().ast_node_interactivity = "none"
net = tax = gross = -1

# %% rate
def rate(minutes):
    return 0
