"""From sites to venue types, streets, districts and the city."""
