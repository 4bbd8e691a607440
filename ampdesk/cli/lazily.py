"""Commands that are built when they are asked for.

Typer builds every option of every command before it runs one of them: 0.3 s at each start.
"""

from collections import UserDict
from typing import Any

import typer
from typer.core import TyperGroup

PLAIN: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}


def lazily(held: typer.Typer) -> type[TyperGroup]:
    """Return the class of a group of the commands that `held` holds, for `typer.Typer(cls=…)`."""

    class Lazy(TyperGroup):
        def __init__(self, **how: Any) -> None:
            super().__init__(**how)
            self.commands = _Built(held)

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the name is Typer's
            return list(self.commands)

        def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # the same
            """Show the first sentence of each, for which none has to be built."""
            with formatter.section("Commands"):
                formatter.write_dl(_Built(held).sentences())

    return Lazy


class _Built(UserDict[str, Any]):
    """The commands by name, in order, groups last; each is built when it is asked for."""

    def __init__(self, held: typer.Typer) -> None:
        super().__init__()
        self.data |= {str(one.name): one for one in held.registered_commands}
        self.data |= {str(one.name): one.typer_instance for one in held.registered_groups}

    def __getitem__(self, name: str) -> Any:
        one = self.data[name]
        if isinstance(one, typer.Typer):
            made = typer.Typer(**PLAIN, cls=lazily(one), help=one.info.help, no_args_is_help=True)
            made.callback()(lambda: None)
        else:
            made = typer.Typer(**PLAIN)
            made.registered_commands.append(one)
        return typer.main.get_command(made)

    def sentences(self) -> list[tuple[str, str]]:
        """Return name and first sentence of each."""
        return [(name, _first_sentence(one)) for name, one in self.data.items()]


def _first_sentence(one: Any) -> str:
    text = one.info.help if isinstance(one, typer.Typer) else one.callback.__doc__
    words = " ".join((text or "").split())
    end = words.find(". ")
    return words if end < 0 else words[: end + 1]
