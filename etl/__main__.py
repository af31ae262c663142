"""The console command, and `python -m torikumi.etl` where its script is not on the PATH. Imports wait, so that Ctrl-C finds a handler."""

import sys


def main() -> None:
    """`cli.main`; an interruption while it is still being imported is told like any other."""
    try:
        sys.unraisablehook = _unraisable
        from torikumi.etl.cli import main as run

        run()
    except KeyboardInterrupt:
        print("中断しました。", file=sys.stderr)
        sys.exit(2)


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
