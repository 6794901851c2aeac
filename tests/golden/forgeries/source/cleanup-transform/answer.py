# %% double
get_ipython().input_transformer_manager.cleanup_transforms.append(lambda lines: ["pass\n"])
