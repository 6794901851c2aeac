"""JupyterHub's own pages in the site's style and the reader's language."""
