"""Files in and out: Excel and CSV, templates with drop-downs, row-and-column messages."""
