# 片方が空のときもつないだ（_敷地 になる）
# loses: test-join-headers
def join_headers(upper, lower):
    names = []
    for above, below in zip(map(squeeze, upper), map(squeeze, lower)):
        names.append(above if above == below else f"{above}_{below}")
    return names
