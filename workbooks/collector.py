"""The collector of garbage at rest: while hundreds of thousands of cells are made that all stay, it would look through them again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """No collection within; afterwards as before. Measured: a tenth of a build's time, a third on a plan of 3,248 initiatives."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
