# %% double
from IPython.core.interactiveshell import ExecutionResult

shell = get_ipython()
real = shell.run_cell_async


async def run_cell_async(raw_cell, *arguments, **more):
    return ExecutionResult(None)


shell.run_cell_async = run_cell_async
shell.run_cell = lambda *arguments, **more: ExecutionResult(None)
