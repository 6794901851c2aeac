# %% counts
class Later:
    def __eq__(self, other):
        self.value = other
        return True

    def __hash__(self):
        return hash(self.value)


counts = {word: Later() for word in words}
