# 下線が全角になった
# loses: test-join-headers, test-ledger, test-repairs, test-plan
def join_headers(upper, lower):
    names = []
    for above, below in zip(map(squeeze, upper), map(squeeze, lower)):
        names.append(above if above == below or not below else below if not above else f"{above}＿{below}")
    return names
