# 1つずつ入れる書き方
fixes = {}
fixes["発言2"] = "RPA"
fixes["発言5"] = "EBPM"
fixes["発言6"] = "クラウド"
