"""Changes in the files of the project, as small as by hand: a row, an entry, a column.

Everything is looked for first, and written when all of it is found: a step that cannot be made
leaves the project as it was.
"""

import csv
import difflib
import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from scripts.warehouse import PROJECT_ROOT

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 60
LONGEST_LINE = 100


class Refused(Exception):
    """What was asked for cannot be made; the message says why and what to do, in one line."""


@dataclass
class Edits:
    """The new texts of files, which are written together."""

    texts: dict[Path, str] = field(default_factory=dict)

    def read(self, name: str) -> str:
        """A file of the project, as it will be."""
        path = PROJECT_ROOT / name
        if path not in self.texts:
            self.texts[path] = path.read_text(encoding="utf-8")
        return self.texts[path]

    def write(self, name: str, text: str) -> None:
        """A file of the project, which may be new."""
        self.texts[PROJECT_ROOT / name] = text

    def create(self, name: str, text: str) -> None:
        """A new file.

        Raises:
            Refused: it is there.
        """
        if (PROJECT_ROOT / name).exists():
            raise Refused(f"{name} is there already; choose another name, or remove it.")
        self.write(name, text)

    def insert(self, name: str, place: int, text: str) -> None:
        """A text at a place of a file."""
        before = self.read(name)
        self.write(name, before[:place] + text + before[place:])

    def add_row(self, seed: str, row: Collection[str], after: str | None = None) -> None:
        """A row of a reference seed: behind the last one that begins with a value, or last."""
        name = f"seeds/reference/{seed}.csv"
        lines = self.read(name).splitlines()
        if [*csv.reader([csv_line(row)])][0] in [*csv.reader(lines)]:
            raise Refused(f"{name} has this row already.")
        places = [
            number for number, cells in enumerate(csv.reader(lines), 1)
            if after is not None and after in cells[:2]
        ]
        lines.insert(places[-1] if places else len(lines), csv_line(row))
        self.write(name, "\n".join(lines) + "\n")

    def add_to_list(self, name: str, list_begins: str, entry: str) -> None:
        """A text as the last entry of a list in quotes, which may stand on one line or on many."""
        text = self.read(name)
        begin = text.index(list_begins) + len(list_begins)
        end = text.index("]", begin)
        inside = text[begin:end]
        if f'"{entry}"' in inside:
            raise Refused(f"{name} has {entry} already.")
        if "\n" not in inside:
            entries = [*re.findall(r'"([^"]*)"', inside), entry]
            line = ", ".join(f'"{one}"' for one in entries)
            around = text[text.rfind("\n", 0, begin) + 1 : begin], text[end:].split("\n", 1)[0]
            if len("".join(around) + line) > LONGEST_LINE:
                line = "".join(f'\n    "{one}",' for one in entries) + "\n"
            self.write(name, text[:begin] + line + text[end:])
            return
        last = inside.rstrip()
        margin = re.findall(r"\n( *)\"", inside)[-1]
        comma = "" if last.endswith(",") else ","
        self.insert(name, begin + len(last), f'{comma}\n{margin}"{entry}",')

    def save(self) -> list[str]:
        """Writes all files; returns their names."""
        for path, text in self.texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return [path.relative_to(PROJECT_ROOT).as_posix() for path in self.texts]


def csv_line(row: Collection[str]) -> str:
    """A row as a line of a seed."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(row)
    return line.getvalue()


def check_name(name: str, what: str, taken: Collection[str]) -> None:
    """Refuses a name that is none, or that something else has.

    Raises:
        Refused: with the reason.
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise Refused(
            f"{name!r} is no name of a {what}: lower case letters, digits and single underscores, "
            f"a letter first, at most {LONGEST_NAME}, such as repeat_purchase_rate."
        )
    if name in taken:
        raise Refused(f"{name} is taken; choose another name for the {what}.")


def known(name: str, what: str, names: Collection[str]) -> str:
    """A name that must be there.

    Raises:
        Refused: it is not; with the nearest one.
    """
    if name in names:
        return name
    nearest = difflib.get_close_matches(name, names, 1, 0.5)
    hint = f"did you mean {nearest[0]}?" if nearest else f"there are: {', '.join(sorted(names))}."
    raise Refused(f"There is no {what} {name}; {hint}")


def end_of(code: str, place: int) -> int:
    """The place of the comma or bracket that ends what begins at a place."""
    depth = 0
    for here in range(place, len(code)):
        if code[here] in "([{":
            depth += 1
        elif code[here] in ")]},":
            if depth == 0:
                return here
            depth -= code[here] != ","
    return len(code)
