# 「標準化」の取り違えに気づかなかった
# loses: test-talks
fixes = {"発言2": "RPA", "発言5": "EBPM"}
