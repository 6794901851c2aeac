# 借りて使う形をLGWANに直した
# loses: test-talks
fixes = {"発言2": "RPA", "発言5": "EBPM", "発言6": "LGWAN"}
