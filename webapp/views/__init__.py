"""One module of endpoints per stage; a view parses, calls one service, and presents."""
