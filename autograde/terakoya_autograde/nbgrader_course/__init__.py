"""Any nbgrader course directory: its configuration, folders, gradebook, and the command line."""
