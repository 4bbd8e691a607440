"""The states of Data worth a picture, beside those that every tab has."""

from ui.shell.stage import Stage
from ui.shell.views import Picture

_ORDERS = """Order,Placed,Email,Item,Qty,Amount
A-1001,03/04/2026,ann@example.com,Oak stool,1,"1,120.00"
A-1002,05/04/2026,bo@example.com,Lamp,2,84.50
A-1003,11/02/2026,cy@example.com,Rug,1,210.00
"""
_PEOPLE = """fname,lname,mail,zip
Ann,Lee,ann@example.com,97201
Bo,Ortiz,bo@example.com,02139
"""


def _import(stage: Stage) -> None:
    stage.go("data")
    files = [stage.folder / "orders.csv", stage.folder / "people.csv"]
    for file, text in zip(files, (_ORDERS, _PEOPLE), strict=True):
        file.write_text(text, encoding="utf-8")
    stage.window.import_files(files)


PICTURES = (Picture("import", _import),)
