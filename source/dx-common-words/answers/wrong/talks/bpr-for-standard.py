# 国の仕様に合わせることをBPRと思った
# loses: test-talks
fixes = {"発言2": "RPA", "発言4": "BPR", "発言5": "EBPM", "発言6": "クラウド"}
