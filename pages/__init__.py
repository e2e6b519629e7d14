"""What people see: one file a page, helpers in `shared`. Shows, and computes nothing."""
