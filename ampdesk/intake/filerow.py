"""The staged columns of one file, as cells ask for them: each read by its subject.

What a column's text means is decided on the whole column (content), once per column and subject;
whatever does not fit is a `Check`, and checks are what rejects a record.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

import duckdb
from sqlglot import exp

from ampdesk.intake import duck, plain, quick
from ampdesk.intake.content import amounts, booleans, countries, dates, keys, phones, zones
from ampdesk.intake.file_columns import FileColumns
from ampdesk.intake.formats.cells import Cell, Moment, Phone, Postal
from ampdesk.intake.headers import normalise, unit
from ampdesk.intake.questions import Question
from ampdesk.intake.reading import Staged


@dataclass(frozen=True)
class Answers:
    """What the file cannot say itself: from the mapping, the brand's settings, earlier imports.

    `zone` is the source's; `formats` and `decimal` answer questions per header; `country` is the
    brand's (ISO-2).
    """

    today: date
    zone: zones.Zone = zones.UTC_ZONE
    zone_known: bool = False
    country: str = ""
    decimal: str | None = None
    formats: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """A column whose unfit values reject the record."""

    header: str
    value: exp.Expr
    bad: exp.Expr
    reason: str


class FileRow(FileColumns):
    """Implements `cells.Row` over a staged table (or a view of the same columns)."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, staged: Staged, answers: Answers
    ) -> None:
        super().__init__(connection, staged)
        self._answers = answers
        self._typed: dict[tuple[object, ...], exp.Expr] = {}
        self.checks: dict[tuple[str, str], Check] = {}
        self.questions: list[Question] = []
        self.warnings: list[str] = []
        self.zone_guessed = False
        self.currency_signs: set[str] = set()  # at the amounts that were read

    def typed(self, subject: str, name: str, cell: Cell) -> exp.Expr:
        """Value of a column read as `subject`; remembers its checks and questions."""
        hints = (
            (cell.order, cell.zone, cell.time, cell.zone_column, cell.required)
            if isinstance(cell, Moment)
            else cell.country
            if isinstance(cell, Phone | Postal)
            else ()
        )
        key = (subject, normalise(name), hints)
        if key not in self._typed:
            self._typed[key] = self._read(subject, name, cell)
        return self._typed[key].copy()

    def _read(  # noqa: PLR0911  # one answer per subject
        self, subject: str, name: str, cell: Cell
    ) -> exp.Expr:
        column = self._columns[normalise(name)]
        header = self._headers[column]
        quickly = self._quickly(subject, header, duck.column(column), cell)
        if quickly is not None:
            return quickly
        value = self.text(name)
        match subject:
            case "text":
                return value
            case "key":
                return self._key(header, value)
            case "person":
                return plain.private(value)
            case "email":
                return plain.email(value, tidy=self._tidy(value))
            case "country":
                return self._country(value)
            case "phone" | "postal":
                return self._local(subject, header, value, cast("Phone | Postal", cell))
            case "flag":
                return self._flag(header, value)
            case "amount" | "number" | "whole":
                return self._amount(subject, header, value)
            case _:
                return self._moment(subject, header, name, cast("Moment", cell))

    def _tidy(self, value: exp.Expr) -> bool:
        """Whether no address of the column is wrapped (`Ann <ann@…>`, `mailto:`)."""
        wrapped = duck.call("regexp_matches", value, r"[<>:'\s]")
        query = exp.select(duck.call("count_if", wrapped)).from_(duck.table(self.table))
        return not duck.scalar(self._connection, query)

    def _quickly(self, subject: str, header: str, value: exp.Expr, cell: Cell) -> exp.Expr | None:
        """Amounts and instants that are written plainly throughout; None when they are not."""
        if subject in {"amount", "number", "whole"} and self._answers.decimal in {None, "."}:
            plain_value = quick.plain_amount(self._connection, self.table, value)
            if plain_value is not None and subject == "whole":
                return duck.cast(plain_value, "BIGINT")
            return plain_value
        if not isinstance(cell, Moment) or header in self._answers.formats:
            return None
        if any(self.has(one) for one in (*cell.time, *cell.zone_column)):
            return None
        moments = quick.plain_moments(self._connection, self.table, value)
        if moments is None:
            return None
        if subject == "day":
            return duck.cast(duck.call("left", value, 10), "DATE")
        stated = cell.zone or unit(header) or ""
        if moments.length == 19 and not stated:  # noqa: PLR2004  # with a time, without an offset
            self._guess_zone()
        return moments.moment(value, zones.zone(stated) or self._answers.zone)

    def _say_ruined(self, header: str, value: exp.Expr) -> None:
        count = keys.ruined(self._connection, self.table, value)
        if count:
            self.warnings.append(
                f'"{header}": {count:,} values were ruined by a spreadsheet (6.8E+12), left empty:'
                " export it again and do not open it in between"
            )

    def _key(self, header: str, value: exp.Expr) -> exp.Expr:
        if isinstance(value, exp.Column):  # no value has blanks or marks around it
            untouched = quick.plain_key(self._connection, self.table, value)
            if untouched is not None:
                return untouched
        self._say_ruined(header, value)
        return keys.key(value)

    def _country(self, value: exp.Expr) -> exp.Expr:
        found = duck.run(
            self._connection,
            exp.select(value.copy().as_("land"))
            .distinct()
            .from_(duck.table(self.table))
            .limit(1_000),
        )
        case = exp.Case(this=value.copy())
        for (text,) in sorted(found, key=str):
            code = countries.iso2(text) if text else None
            if code and code != text:
                case = case.when(duck.text(text), duck.text(code))
        return plain.private(case.else_(value) if case.args.get("ifs") else value)

    def _local(self, subject: str, header: str, value: exp.Expr, cell: Phone | Postal) -> exp.Expr:
        """Phones and postal codes are read by the country of their row."""
        lands = [self.text(one) for one in cell.country if self.has(one)]
        land = exp.Coalesce(this=lands[0], expressions=lands[1:]) if lands else None
        default = self._answers.country or None
        if subject == "postal":
            return plain.private(
                keys.postal(value, self._country(land) if land is not None else None, default)
            )
        number = len(self._typed)
        reading = phones.decide(
            self._connection, self.table, value, name=f"phones_{number}", country=land,
            default=default,
        )  # fmt: skip
        if reading.ruined:
            self._say_ruined(header, value)
        filed = exp.Case().when(
            exp.not_(keys.is_ruined(value)), plain.private(keys.unwrapped(value))
        )
        return exp.Coalesce(this=reading.value(value, land), expressions=[filed])

    def _flag(self, header: str, value: exp.Expr) -> exp.Expr:
        if header not in self._answers.formats:
            known = quick.plain_flag(self._connection, self.table, value)
            if known is not None:
                return known
        reading = booleans.decide(
            self._connection, self.table, value, header=header,
            form=self._answers.formats.get(header),
        )  # fmt: skip
        if reading.question:
            self._ask(reading.question)
        return reading.value(value)

    def _amount(self, subject: str, header: str, value: exp.Expr) -> exp.Expr:
        filled = exp.select(exp.Count(this=value.copy())).from_(duck.table(self.table))
        if not duck.scalar(self._connection, filled):
            return exp.null()  # nothing but blanks
        reading = amounts.decide(
            self._connection, self.table, value, header=header, decimal=self._answers.decimal
        )
        if subject == "amount" and not reading.plain:
            self.currency_signs |= amounts.signs(self._connection, self.table, value)
        if reading.question:
            self._ask(reading.question)
        if reading.unread:
            reason = "not an amount" if subject == "amount" else "not a number"
            self._check(header, value, reading.bad(value), reason)
        result = reading.value(value)
        return duck.cast(result, "BIGINT") if subject == "whole" else result

    def _moment(self, subject: str, header: str, name: str, cell: Moment) -> exp.Expr:
        value = self.text(name)
        for time in cell.time:
            if self.has(time):
                clock = self.text(time)
                value = duck.call("concat_ws", " ", value, clock)
                value = exp.Case().when(self.text(name).is_(exp.null()), exp.null()).else_(value)
                break
        reading = dates.decide(
            self._connection,
            self.table,
            value,
            header=header,
            today=self._answers.today,
            order=cell.order,
            form=self._answers.formats.get(header),
            birth=subject == "day",
        )
        if reading.question:
            self._ask(reading.question)
            return duck.cast(exp.null(), "DATE" if subject == "day" else "TIMESTAMP")
        if cell.required and reading.unread:
            self._check(header, value, reading.bad(value), "not a date")
        elif reading.unread:
            self.warnings.append(f'"{header}": {reading.unread:,} values are no dates, left empty')
        if subject == "day":
            return reading.day(value)
        return self._zoned(reading, value, header, cell)

    def _zoned(
        self, reading: dates.DateReading, value: exp.Expr, header: str, cell: Moment
    ) -> exp.Expr:
        where = zones.zone(cell.zone or unit(header) or "") or self._answers.zone
        for name in cell.zone_column:
            if self.has(name):
                text = self.text(name)
                known, unknown = zones.zones_in(self._connection, self.table, text)
                if unknown:
                    shown = ", ".join(f"“{one}”" for one in unknown[:3])
                    self.warnings.append(
                        f"time zone {shown} is not known: read in the source's zone"
                    )
                return reading.moment(value, where, zone_name=text, row_zones=known)
        naive = reading.has_time and not reading.suffixes and not (cell.zone or unit(header))
        if naive:
            self._guess_zone()
        return reading.moment(value, where)

    def _guess_zone(self) -> None:
        if not self._answers.zone_known:
            self.zone_guessed = True

    def _check(self, header: str, value: exp.Expr, bad: exp.Expr, reason: str) -> None:
        self.checks[(header, reason)] = Check(header, value, bad, reason)

    def _ask(self, question: Question) -> None:
        if question not in self.questions:
            self.questions.append(question)

    def over(self, staged: Staged, table: str) -> "FileRow":
        """The same columns read from a view of the staged table."""
        return FileRow(self._connection, replace(staged, table=table), self._answers)
