# %% sums
sums = pl.concat([table.filter(pl.col("ward") == w).select(pl.col("ward").first(), pl.col("n").sum()) for w in ("east", "west")])
# %% lines
lines = nx.Graph()
lines.add_node("c", kind="last")
lines.add_edges_from([("a", "b"), ("b", "c")], minutes=3)
# %% area
from shapely.geometry import box

area = box(0, 0, 2, 2).union(box(0, 0, 1, 1))
# %% bar
plt.imshow([[0, 5]])
bar = plt.colorbar(orientation="vertical")
bar.set_label("visits")
# %% height
height = sp.expand(t * (3 * t + 1))
