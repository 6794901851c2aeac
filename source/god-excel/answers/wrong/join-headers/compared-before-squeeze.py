# そろえる前に比べた（「番号」と「番　号」が別のものになる）
# loses: test-join-headers
def join_headers(upper, lower):
    names = []
    for above, below in zip(upper, lower):
        if above == below or not below:
            names.append(squeeze(above))
        elif not above:
            names.append(squeeze(below))
        else:
            names.append(f"{squeeze(above)}_{squeeze(below)}")
    return names
