"""The console command, and `python -m torikumi.etl` where its script is not on the PATH."""


def main() -> None:
    """`cli.main`; an interruption while it is still being imported is told like any other."""
    try:
        from torikumi.etl.cli import main as run

        run()
    except KeyboardInterrupt:
        import sys

        print("中断しました。", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
