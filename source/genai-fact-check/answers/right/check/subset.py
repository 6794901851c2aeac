# 集まりの大小でくらべ、表の列として作る書き方
def check_claim(claim, source_text):
    if source_text is None:
        return "出典にない"
    return "出典どおり" if numbers_in(claim) <= numbers_in(source_text) else "出典とちがう"


pages = sources.set_index("番号")["本文"].to_dict()
machine = claims["主張"].map(lambda claim: check_claim(claim, pages.get(find_source(claim, sources)))).tolist()
