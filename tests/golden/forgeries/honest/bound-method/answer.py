# %% age
class Ages:
    largest = 130

    def parse(self, text):
        age = int(text)
        if 0 <= age <= self.largest:
            return age
        raise ValueError(f"no age: {age}")


parse_age = Ages().parse
