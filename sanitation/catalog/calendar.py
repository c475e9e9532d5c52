"""Working days, working hours and natural hours."""
