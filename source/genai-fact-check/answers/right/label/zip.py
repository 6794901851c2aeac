# 判定を順に並べて組にする書き方
judgement = ["出典どおり", "出典とちがう", "出典どおり", "出典にない", "出典とちがう"]
labels = {f"主張{n}": word for n, word in enumerate(judgement, start=1)}
