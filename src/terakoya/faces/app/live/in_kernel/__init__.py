"""What makes controls of parameters on Voila's own page; it runs in the visitor's kernel.

A sandboxed kernel may not be able to import Terakoya. So these modules go there as text, under the
name that `widget_cells` gives them; they import one another relatively, and else only IPython,
ipywidgets and the standard library.
"""
