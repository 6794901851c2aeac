# %% longest
visits.drop(visits.index, inplace=True)
longest = visits
