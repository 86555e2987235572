"""Tasklake's domain: models, keys, repositories and the lake schema."""
