# 同じ見出しまでつないだ（区分_区分 になる）
# loses: test-join-headers, test-ledger, test-repairs, test-plan
def join_headers(upper, lower):
    return [f"{squeeze(above)}_{squeeze(below)}" for above, below in zip(upper, lower)]
