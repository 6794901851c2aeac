# 数字を1つずつ確かめる書き方
def check_claim(claim, source_text):
    if source_text is None:
        return "出典にない"
    written = numbers_in(source_text)
    for number in numbers_in(claim):
        if number not in written:
            return "出典とちがう"
    return "出典どおり"


machine = []
for claim in claims["主張"]:
    number = find_source(claim, sources)
    text = None if number is None else sources.loc[sources["番号"] == number, "本文"].iloc[0]
    machine.append(check_claim(claim, text))
