"""The rules a verifier asks of a bundle, in the protocol's order, one file a group."""
