# 2つの並びを組にした
labels = dict(zip("ABCDEFG", ["ア", "イ", "オ", "ウ", "キ", "カ", "エ"]))
print(labels)
