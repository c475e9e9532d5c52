"""People and access: accounts, roles, scopes, sign-in, and an assessor's qualification."""
