"""Who and what is inspected: the draw. Pure: dataclasses and arrays in, the same out."""
