"""An office: people log in once, and each gets the site and a JupyterLab of their own.

A supervisor keeps the parts running: the front (the one public port), JupyterHub, the portal.
"""
