# 重なりをのぞいてから、つなぐ
def join_headers(upper, lower):
    names = []
    for pair in zip(upper, lower):
        parts = list(dict.fromkeys(squeeze(value) for value in pair))
        names.append("_".join(part for part in parts if part != ""))
    return tuple(names)
