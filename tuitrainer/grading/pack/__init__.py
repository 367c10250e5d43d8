"""What an instructor uploads so that a learning platform grades exercises: one file a platform, one table of them."""
