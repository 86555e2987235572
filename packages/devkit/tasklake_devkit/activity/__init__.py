"""Activity files: replaying one through the API and holding the lake and the table against it."""
