"""Work that runs beside the pages: the outbox and the worker."""
