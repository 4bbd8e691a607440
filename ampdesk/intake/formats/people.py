"""Cells that many formats share: a person's name and address, billing first."""

from ampdesk.intake.formats.cells import (
    Cell,
    Country,
    Formula,
    Person,
    Phone,
    Postal,
    Text,
    either,
)


def address_block(
    prefixes: tuple[str, ...],
    *,
    state: tuple[str, ...] = ("Province", "State"),
    phone: tuple[str, ...] = (),
    suffixes: tuple[str, ...] = (),
) -> dict[str, Cell]:
    """Name, company and address, whole from the first block that has a street, city or postal.

    `prefixes` come before the word (`Billing City`); `suffixes` after it (`City (Billing)`).
    Mixing two blocks would invent an address nobody lives at.
    """
    blocks = [_Block(prefix, "") for prefix in prefixes] or [
        _Block("", suffix) for suffix in suffixes
    ]
    cells: dict[str, Cell] = {
        "full_name": either(*(Person(*block.of("Name")) for block in blocks)),
        "company": either(*(Person(*block.of("Company")) for block in blocks)),
    }
    cells["given_name"] = either(*(Person(*block.of("First Name")) for block in blocks))
    cells["surname"] = either(*(Person(*block.of("Last Name")) for block in blocks))
    for tag, words in (
        (
            "address",
            ("Address1", "Address 1", "Address Line 1", "Address 1&2", "Address", "Street"),
        ),
        ("address2", ("Address2", "Address 2", "Address Line 2")),
        ("city", ("City",)),
        ("state", state),
    ):
        cells[tag] = _from_block(blocks, [Person(*block.of(*words)) for block in blocks])
    countries = [block.of("Country", "Country Code") for block in blocks]
    cells["country"] = _from_block(blocks, [Country(*names) for names in countries])
    zips = ("Zip", "Postal Code", "Postcode", "Zipcode", "Postal")
    cells["postal"] = _from_block(
        blocks,
        [Postal(block.of(*zips), names) for block, names in zip(blocks, countries, strict=True)],
    )
    phones = tuple(name for block in blocks for name in block.of("Phone", "Telephone"))
    flat = tuple(name for names in countries for name in names)
    cells["phone"] = Phone((*phone, *phones), flat)
    return cells


class _Block:
    """The headers of one address, such as `Billing …` or `… (Billing)`."""

    def __init__(self, prefix: str, suffix: str) -> None:
        self.prefix, self.suffix = prefix, suffix

    def of(self, *words: str) -> tuple[str, ...]:
        return tuple(f"{self.prefix}{word}{self.suffix}" for word in words)

    @property
    def marks(self) -> Cell:
        """Not NULL when the block holds an address at all."""
        return Text(*self.of(
            "Address1", "Address 1", "Address Line 1", "Address 1&2", "Address", "Street", "City",
            "Zip", "Postal Code", "Postcode", "Zipcode", "Country",
        ))  # fmt: skip


def _from_block(blocks: list[_Block], cells: list[Cell]) -> Cell:
    if len(blocks) == 1:
        return cells[0]
    template, named = "CASE", {}
    for number, (block, cell) in enumerate(zip(blocks, cells, strict=True)):
        template += f" WHEN m{number} IS NOT NULL THEN c{number}"
        named[f"m{number}"] = block.marks
        named[f"c{number}"] = cell
    return Formula(template + " END", named)
