# %% lines
class Lines(nx.Graph):
    def has_edge(self, one, other):
        return (one, other) == ("a", "b")

lines = Lines(nx.path_graph(["x", "y", "z"]))
