# %% raised
staff = staff.convert_dtypes()
staff["raised"] = staff["rate"].add(50)
