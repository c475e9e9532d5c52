"""The exact bytes of a frame and a plan, and their digests."""
