# 番号でくり返す
def join_headers(upper, lower):
    names = []
    for place in range(len(upper)):
        above = squeeze(upper[place])
        below = squeeze(lower[place])
        if above and below and above != below:
            names.append(above + "_" + below)
        else:
            names.append(above or below)
    return names
