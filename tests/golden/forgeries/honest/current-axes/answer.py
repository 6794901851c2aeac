# %% chart
plt.figure(figsize=(4, 3))
for ward, number in zip(wards, people):
    plt.bar(ward, number, color="tab:blue")
plt.title("People")
plt.ylabel("people")
axes = plt.gca()
