"""Hooks of schemathesis: one thread at a time builds a syntax tree.

CPython up to 3.11.7 counts the depth of `ast.parse` for all threads together
(python/cpython#106905): where the garbage collector switches to another thread, both fail with
"AST constructor recursion depth mismatch". hypothesis parses in every worker.
"""

import ast
import threading

_parse = ast.parse
_lock = threading.RLock()


def parse(*args, **kwargs):
    with _lock:
        return _parse(*args, **kwargs)


ast.parse = parse
