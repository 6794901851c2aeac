# 上の言葉が下にふくまれていれば、同じとみなした
# loses: test-join-headers
def join_headers(upper, lower):
    names = []
    for above, below in zip(map(squeeze, upper), map(squeeze, lower)):
        if above in below:
            names.append(below)
        elif not below:
            names.append(above)
        else:
            names.append(f"{above}_{below}")
    return names
