"""The console command, and `python -m torikumi.etl` where its script is not on the PATH. Imports wait, so that Ctrl-C finds a handler."""

import contextlib
import gc
import os
import sys


def main() -> None:
    """`cli.main`, and the end of the process; an interruption while it is still being imported is told like any other.

    A run makes hundreds of thousands of objects that stay until it ends: no garbage is collected, and at the end nothing is taken apart
    object by object (measured: together a fifth of a build's time, more on a large plan). What a run drops is freed all the same.
    """
    gc.disable()
    code: object = 0
    try:
        sys.unraisablehook = _unraisable
        from torikumi.etl.cli import main as run

        run()
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        print("中断しました。", file=sys.stderr)
        code = 2
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # who was to read it has gone
            stream.flush()
    os._exit(code if isinstance(code, int) else 0)


def _unraisable(error: "sys.UnraisableHookArgs") -> None:
    """Where Python cannot raise an interruption (in a callback of the import system) it would print it and go on: raise it a moment later."""
    if error.exc_type is KeyboardInterrupt:
        import _thread
        import threading

        threading.Timer(0.01, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(error)


if __name__ == "__main__":
    main()
