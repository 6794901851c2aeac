# %% gaps
class gaps:
    def __init__(self, frame):
        self.parts = [part["minutes"].astype("Int64") for _desk, part in frame.groupby("desk")]

    def __iter__(self):
        return self

    def __next__(self):
        if not self.parts:
            raise StopIteration
        minutes = self.parts.pop(0)
        return minutes.where(minutes >= 10)
