# %% rate
def rate(minutes):
    for _ in range(400):
        display(minutes)
    return 100 * -(-minutes // 60)
