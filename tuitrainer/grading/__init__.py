"""A judgement of a file: the catalogue of exercises, what a submission's results mean, the report and its forms."""
