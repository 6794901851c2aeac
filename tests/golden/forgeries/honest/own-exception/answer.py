# %% age
class NoAge(ValueError):
    pass


def parse_age(text):
    if not text.strip().isdigit() or int(text) > 130:
        raise NoAge(text)
    return int(text)
