"""What runs a cell: IPython without sockets, and what it has imported and done before."""
