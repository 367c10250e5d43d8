from __future__ import annotations
def cache_in_force(): return None
