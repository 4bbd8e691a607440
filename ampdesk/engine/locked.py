"""The worker of user SQL: a script of its own, which imports nothing of ours (ruling 4).

It holds no keyring and no store. It gets one request (a JSON line) on standard input and answers
in frames on standard output: a letter, eight bytes of length, the content.

    C  columns as JSON      S  Arrow schema      B  one batch of rows
    D  done, as JSON        E  error, as JSON

A further line on standard input asks it to stop; so does its end. The system limits its memory,
and whoever started it kills it when it does not stop within a second.
"""

import contextlib
import json
import os
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa

HEADER = struct.Struct("<cQ")
ROOM = 512 << 20  # what Python and Arrow may take beside DuckDB's own limit
BATCH_ROWS = 20_000
NESTED = {"list", "array", "struct", "map", "union"}

# DuckDB's parse tree, as json_serialize_sql gives it: what is not named here is refused.
_CLASSES = {
    "BETWEEN", "CASE", "CAST", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION",
    "LAMBDA", "LAMBDA_REF", "OPERATOR", "STAR", "SUBQUERY", "TYPE", "WINDOW",
}  # fmt: skip
_NODES = {
    "SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE", "BASE_TABLE", "EMPTY", "EMPTY_FROM",
    "EXPRESSION_LIST", "JOIN", "SUBQUERY", "TABLE_FUNCTION", "DISTINCT_MODIFIER",
    "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "ORDER_MODIFIER", "ASCENDING", "DESCENDING",
    "ORDER_DEFAULT",
}  # fmt: skip
_TABLE_FUNCTIONS = {"unnest"}
_TYPES = {
    "bigint", "blob", "boolean", "bool", "date", "decimal", "double", "float", "hugeint", "int",
    "integer", "interval", "list", "numeric", "real", "smallint", "string", "text", "time",
    "timestamp", "timestamp with time zone", "timestamptz", "tinyint", "ubigint", "uinteger",
    "uuid", "varchar", "struct", "map",
}  # fmt: skip


class Refused(Exception):  # noqa: N818  # a decision, not a fault
    """The statement is not one that may run."""


def must_be_harmless(
    tree: dict[str, Any], tables: set[str], functions: dict[str, tuple[int, int]]
) -> None:
    """Refuse a parse tree that holds anything but a SELECT over `tables` with `functions`."""
    if tree.get("error"):
        raise Refused(str(tree.get("error_message", "this is not a SELECT")))
    statements = tree.get("statements", [])
    if len(statements) != 1:
        raise Refused("exactly one SELECT is allowed")
    names = tables | {name.lower() for name in _with_names(statements[0])}
    for node in _nodes(statements[0]["node"]):
        _check(node, names, functions)


def _with_names(tree: object) -> Iterator[str]:
    for node in _nodes(tree):
        entries = node.get("cte_map", {}).get("map", [])
        yield from (str(entry["key"]) for entry in entries)


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _check(node: dict[str, Any], names: set[str], functions: dict[str, tuple[int, int]]) -> None:
    kind = node.get("type")
    if "class" in node:
        _check_expression(node, functions)
    elif isinstance(kind, str) and "literal" not in node and kind not in _NODES | _JOINS:
        raise Refused(f"{kind.lower().replace('_', ' ')} is not allowed")
    if kind == "BASE_TABLE":
        foreign = node.get("schema_name") or node.get("catalog_name") or node.get("at_clause")
        if foreign or str(node.get("table_name", "")).lower() not in names:
            raise Refused(f'table "{node.get("table_name")}" does not exist')
    if kind == "TABLE_FUNCTION":
        name = str(node.get("function", {}).get("function_name", "")).lower()
        if name not in _TABLE_FUNCTIONS:
            raise Refused(f"table function {name} is not allowed")


_JOINS = {"INNER", "LEFT", "RIGHT", "FULL", "OUTER", "SEMI", "ANTI", "REGULAR", "CROSS", "NATURAL"}


def _check_expression(node: dict[str, Any], functions: dict[str, tuple[int, int]]) -> None:
    if node["class"] not in _CLASSES:
        raise Refused(f"{str(node['class']).lower()} is not allowed")
    if node["class"] == "STAR" and node.get("columns"):
        raise Refused("COLUMNS(…) is not allowed")
    if node["class"] == "TYPE":
        foreign = node.get("schema") or node.get("catalog")
        if foreign or str(node.get("type_name", "")).lower() not in _TYPES:
            raise Refused(f"type {node.get('type_name')} is not allowed")
    if "function_name" in node:
        _check_function(node, functions)


def _check_function(node: dict[str, Any], functions: dict[str, tuple[int, int]]) -> None:
    name = str(node["function_name"]).lower()
    count = len(node.get("arguments", node.get("children", [])))
    least, most = functions.get(name, (1, 0))
    if node.get("schema") or node.get("catalog") or not least <= count <= most:
        raise Refused(f"function {name} with {count} arguments is not allowed")


class Session:
    """A locked-down connection that sees the request's views and nothing else."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{request['memory_limit'] >> 20}MiB",
                "threads": str(request["threads"]),
                "temp_directory": request["temp_directory"],
                "max_temp_directory_size": f"{request['temp_size'] >> 20}MiB",
                "preserve_insertion_order": "true",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "python_enable_replacements": "false",
            },
        )
        run = self.connection.execute
        run("SET TimeZone = 'UTC'")
        for statement in request["views"]:
            run(statement)
        lake = str(request["lake"]).replace("'", "''")
        run(f"SET allowed_directories = ['{lake}']")
        run("SET enable_external_access = false")
        run("SET lock_configuration = true")

    def check(self, sql: str, tables: set[str], functions: dict[str, tuple[int, int]]) -> None:
        """Refuse, by DuckDB's own parser, what is not one SELECT of the brand's tables."""
        statements = self.connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Refused("exactly one SELECT is allowed")
        # all rows: a result left unfinished would block the statement itself
        found = self.connection.execute("SELECT json_serialize_sql($1)", [sql]).fetchall()
        must_be_harmless(json.loads(found[0][0]), tables, functions)

    def bind(self, sql: str) -> tuple[duckdb.DuckDBPyRelation, list[str]]:
        """Bind the statement and return it with its types; whole sums become BIGINT."""
        relation = self.connection.sql(sql)
        types = [str(kind) for kind in relation.types]
        if "HUGEINT" in types:
            columns = ", ".join(
                f"CAST(c{n} AS BIGINT)" if kind == "HUGEINT" else f"c{n}"
                for n, kind in enumerate(types)
            )
            names = ", ".join(f"c{n}" for n in range(len(types)))
            relation = self.connection.sql(f"SELECT {columns} FROM ({sql}) AS t({names})")  # noqa: S608
            types = ["BIGINT" if kind == "HUGEINT" else kind for kind in types]
        for number, kind in enumerate(relation.types):
            if kind.id in NESTED:
                raise Refused(
                    f"column {number + 1} is a list or struct, which a result cannot hold:"
                    " use ARRAY_JOIN, UNNEST or one of its fields"
                )
        return relation, types


class Answer:
    """Frames on a stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def send(self, kind: bytes, content: bytes) -> None:
        """Write one frame."""
        self._stream.write(HEADER.pack(kind, len(content)))
        self._stream.write(content)
        self._stream.flush()

    def send_json(self, kind: bytes, content: object) -> None:
        """Write one frame of JSON."""
        self.send(kind, json.dumps(content).encode())


def limit_memory(limit: int) -> None:
    """Let the system refuse memory beyond what is taken now plus `limit` and some room."""
    if sys.platform == "win32":
        return
    import resource

    taken = 0
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmData:"):
                taken = int(line.split()[1]) << 10
    most = taken + limit + ROOM
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(request: dict[str, Any], send: Answer, watch: Callable[[Session], object]) -> None:
    """Run the request's statement and send what comes of it."""
    session = Session(request)
    limit_memory(request["memory_limit"])
    watch(session)
    functions = {name: (least, most) for name, (least, most) in request["functions"].items()}
    session.check(request["sql"], set(request["tables"]), functions)
    relation, types = session.bind(request["sql"])
    names = request["names"] or relation.columns
    send.send_json(b"C", [{"name": n, "type": t} for n, t in zip(names, types, strict=True)])
    limit, rows, truncated = request["limit"], 0, False
    with relation.to_arrow_reader(BATCH_ROWS) as reader:
        schema = pa.schema([f.with_name(n) for f, n in zip(reader.schema, names, strict=True)])
        send.send(b"S", schema.serialize().to_pybytes())
        for batch in reader:
            kept = batch if limit is None else batch.slice(0, limit - rows)
            truncated = kept.num_rows < batch.num_rows
            rows += kept.num_rows
            if kept.num_rows:
                named = pa.RecordBatch.from_arrays(kept.columns, schema=schema)
                send.send(b"B", named.serialize().to_pybytes())
            if truncated:
                break
    send.send_json(b"D", {"rows": rows, "truncated": truncated})


def _explain(error: Exception) -> dict[str, str]:
    text = str(error).split("\n\n", maxsplit=1)[0].split("\nLINE ", maxsplit=1)[0].strip()
    stopped = isinstance(error, duckdb.InterruptException) or "INTERRUPT Error" in text
    full = isinstance(error, (duckdb.OutOfMemoryException, MemoryError)) or "Out of Memory" in text
    code = "refused" if isinstance(error, Refused) else "failed"
    return {"code": "stopped" if stopped else "memory" if full else code, "message": text}


def main() -> None:
    """Answer the one request."""
    request = json.loads(sys.stdin.buffer.readline())
    send = Answer(sys.stdout.buffer)

    def watch(session: Session) -> None:
        def stop() -> None:
            last = not sys.stdin.buffer.readline()  # nothing: whoever started us is gone
            session.connection.interrupt()
            if last:
                os._exit(1)

        threading.Thread(target=stop, daemon=True).start()

    try:
        answer(request, send, watch)
    except BrokenPipeError:
        os._exit(1)
    except (duckdb.Error, Refused, MemoryError, OSError, pa.ArrowException) as error:
        send.send_json(b"E", _explain(error))
    os._exit(0)  # a thread waits for standard input


if __name__ == "__main__":
    main()
