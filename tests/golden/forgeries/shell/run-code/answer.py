# %% total
async def run_code(code, result=None, *, async_=False):
    return False


get_ipython().run_code = run_code
total = 1
