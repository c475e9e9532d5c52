"""A finished quarter of a made-up city, driven through the real services; labelled 示例."""
