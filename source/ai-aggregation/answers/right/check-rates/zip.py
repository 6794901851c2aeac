# zip で4つの列を同時に読む書き方
def check_rates(result):
    wrong = []
    for name, called, seen, rate in zip(result["地区"], result["対象者数"], result["受診者数"], result["受診率"]):
        if called == 0:
            if rate == rate:
                wrong.append(name)
        elif not abs(rate - 100 * seen / called) <= 0.5:
            wrong.append(name)
    return wrong
