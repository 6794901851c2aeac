# %% summary
rows = []
for desk in sorted(set(visits["desk"])):
    minutes = visits.loc[visits["desk"] == desk, "minutes"]
    rows.append({"desk": desk, "visits": len(minutes), "mean": minutes.mean()})
summary = pd.DataFrame(rows)

# %% longest
longest = visits.nlargest(2, "minutes")
