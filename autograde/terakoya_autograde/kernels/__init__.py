"""Warm kernels for JupyterLab, Voila and nbclient, and prepared ones for the visitors of an app."""
