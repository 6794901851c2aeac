# %% longest
def longest(minutes, least):
    minutes = minutes.convert_dtypes()
    return minutes.loc[minutes.ge(least)]
