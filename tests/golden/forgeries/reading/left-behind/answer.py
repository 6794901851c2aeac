# %% pay
def pay(hours):
    return 1250


# %% week
week = [wanted for hours, wanted in cases if hours >= 8]
