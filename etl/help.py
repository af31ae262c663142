"""Click in Japanese: its headings and its usage errors. Nothing heavy is imported here."""

from collections.abc import Callable
from typing import Any

import click


class Conflict(click.UsageError):
    """Options that do not go together; the message is ours."""


# click's exception -> what the user is told, and what to do.
_ERRORS: dict[type[click.UsageError], Callable[[Any], str]] = {
    click.NoSuchOption: lambda error: f"「{error.option_name}」という指定はありません。",
    click.BadOptionUsage: lambda error: f"「{error.option_name}」の書き方が正しくありません（値が必要です）。",
    click.MissingParameter: lambda error: f"「{_name(error)}」の指定が必要です。",
    click.BadParameter: lambda error: f"「{_name(error)}」の値が正しくありません：{_reason(error)}",
    click.BadArgumentUsage: lambda error: "指定の書き方が正しくありません。",
    Conflict: lambda error: error.message,
}

_METAVARS = {"[OPTIONS]": "[指定]", "COMMAND [ARGS]...": "コマンド …"}


def _name(error: click.BadParameter) -> str:
    return error.param.human_readable_name.strip("[]") if error.param else ""


def _reason(error: click.BadParameter) -> str:
    """Our own checks speak Japanese; of click's own types only the folder is in use, whose words are English."""
    folder = error.param is not None and isinstance(error.param.type, click.Path)
    return "フォルダではないか、読み取る権限がありません。" if folder else error.message


def explain(error: click.UsageError) -> str:
    """A usage error as one or two Japanese sentences that name the mistake and the way to the help."""
    kinds = [kind for kind in type(error).__mro__ if kind in _ERRORS]
    command = error.ctx.command_path if error.ctx else "torikumi"
    text = _ERRORS[kinds[0]](error) if kinds else _plain(error)
    return f"{text}\n使い方は「{command} --help」で表示できます。"


def _plain(error: click.UsageError) -> str:
    if error.ctx and isinstance(error.ctx.command, click.Group):
        names = "、".join(error.ctx.command.list_commands(error.ctx))
        return f"そのようなコマンドはありません。使えるコマンドは {names} です。"
    return "指定が多すぎるか、書き方が正しくありません。"


class _Japanese:
    """Headings of the help in Japanese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        for english, japanese in _METAVARS.items():
            pieces = pieces.replace(english, japanese)
        formatter.write_usage(ctx.command_path, pieces, prefix="使い方: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))]  # type: ignore[attr-defined]
        with formatter.section("指定"):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            names = self.list_commands(ctx)
            with formatter.section("コマンド"):
                formatter.write_dl([(name, self.commands[name].get_short_help_str(60)) for name in names])


class Command(_Japanese, click.Command):
    """A command whose help is in Japanese."""


class Group(_Japanese, click.Group):
    """A group whose help is in Japanese."""

    command_class = Command
