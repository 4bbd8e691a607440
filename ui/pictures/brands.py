"""The brands that pictures need beside the given one: empty, broken, held, and of long names."""

import shutil
from datetime import date
from pathlib import Path

from ampdesk.api import Brand

_LONG = (
    "Wilhelmina-Theodora Featherstonehaugh-Cholmondeley of Llanfairpwllgwyngyll and Gogerychwyrn "
)
_PRODUCT = (
    "Hand-turned oak stool with a seat of woven rush, oiled twice, in the colour of old honey; "
)
LONGEST = 400

_HEADERS = "order id,order date,first name,last name,email,city,product name,quantity,order total"
_PEOPLE = (
    (_LONG * 5, "Featherstonehaugh-Cholmondeley", "w@example.com", "Ystumtuen", _PRODUCT * 5),
    ("محمد عبد الرحمن", "الخطيب", "m@example.com", "القاهرة", "مصباح مكتب"),
    ("שלמה", "כהן", "s@example.com", "תל אביב", "שטיח צמר"),
    ("Ann", "Lee", "ann@example.com", "Portland", "Lamp"),
    ("Ōmura", "Ōhashi", "o@example.com", "大阪", "漆塗りの盆"),
)


def copied(brand: Path, folder: Path) -> Path:
    """Copy a brand with its lake, to spoil it."""
    folder.mkdir(parents=True)
    own = folder / brand.name
    shutil.copy2(brand, own)
    lake = brand.with_name(f"{brand.name}.lake")
    if lake.is_dir():
        shutil.copytree(lake, folder / lake.name, ignore=shutil.ignore_patterns("leases"))
    return own


def day_of(brand: Path) -> date | None:
    """Return the day a brand was built for: on that day the window has nothing to bring up."""
    with Brand.open(brand, read_only=True) as opened:
        return opened.built_on


def spoil_lake(brand: Path) -> None:
    """Take the files of the lake away while the brand stands open: every query fails."""
    for file in brand.with_name(f"{brand.name}.lake").rglob("*.parquet"):
        file.unlink()


def empty_brand(folder: Path) -> Path:
    """Make a brand without a customer."""
    folder.mkdir(parents=True)
    path = folder / "empty.ampdesk"
    Brand.create(path).close()
    return path


def names_brand(folder: Path) -> Path:
    """Make a brand of five customers whose names are as long, or as far from Latin, as they get."""
    folder.mkdir(parents=True)
    file = folder / "orders.csv"
    lines = [_HEADERS]
    for at, (first, last, email, city, product) in enumerate(_PEOPLE, 1):
        cells = (first.strip()[:LONGEST], last, email, city, product.strip()[:LONGEST])
        quoted = [f'"{cell}"' for cell in cells]
        lines.append(f"A-{at},2026-05-0{at},{','.join(quoted)},1,{20 + at}.50")
    file.write_text("\n".join(lines), encoding="utf-8")
    columns = {
        "order id": "order-id",
        "order date": "order-datetime",
        "first name": "given-name",
        "last name": "surname",
        "email": "email",
        "city": "city",
        "product name": "product-name",
        "quantity": "item-quantity",
        "order total": "item-revenue",
    }
    with Brand.create(folder / "names.ampdesk") as brand:
        brand.import_files([file], mapping={"kind": "order_items", "columns": columns})
        brand.build()
        return brand.path
