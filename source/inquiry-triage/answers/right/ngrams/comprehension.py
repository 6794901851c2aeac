# 二重の内包表記
def ngrams(text, n=2):
    return [part[i:][:n] for part in re.split("[。、?!]", text) for i in range(len(part)) if i + n <= len(part)]


print(ngrams(test["用件"].iloc[0]))
