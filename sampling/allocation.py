"""How many sites each stratum gives, exact in whole numbers."""
