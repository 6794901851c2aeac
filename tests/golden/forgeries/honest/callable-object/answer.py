# %% double
class Doubler:
    def __call__(self, x):
        return x + x


double = Doubler()
