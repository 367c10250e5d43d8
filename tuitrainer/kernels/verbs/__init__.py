"""The verbs that every backend speaks, one Protocol a file; `tuitrainer.kernels.backend` joins them."""
