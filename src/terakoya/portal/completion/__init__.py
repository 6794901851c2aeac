"""How far people have come: of departments as figures for managers, of everybody for HR."""
