# 下の段だけを使った
# loses: test-join-headers, test-ledger, test-repairs, test-plan
def join_headers(upper, lower):
    return [squeeze(below) or squeeze(above) for above, below in zip(upper, lower)]
