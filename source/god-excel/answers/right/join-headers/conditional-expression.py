# 1つの式で書く
def join_headers(upper, lower):
    pairs = [(squeeze(above), squeeze(below)) for above, below in zip(upper, lower)]
    return [above if above == below else "_".join(filter(None, (above, below))) for above, below in pairs]
