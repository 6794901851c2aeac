# 空白と全角をそろえていない
# loses: test-join-headers, test-ledger, test-repairs, test-plan
def join_headers(upper, lower):
    names = []
    for above, below in zip(upper, lower):
        names.append(above if above == below or not below else below if not above else f"{above}_{below}")
    return names
