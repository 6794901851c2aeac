# %% gaps
def gaps(frame):
    minutes = frame["minutes"].astype("Int64")
    minutes = minutes.where(minutes >= 10)
    return [part for _desk, part in minutes.groupby(frame["desk"])]
