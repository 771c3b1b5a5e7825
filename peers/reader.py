"""The loop of the readers in Python; see xtask/src/peers/lines.rs.

Takes lines of {"kind": "request" | "request-ex" | "response", "hex": "..."} on stdin. Answers each with a line:
{"means": {...}} in the field names of [MS-DFSC], or {"refused": "..."}.
"""

import json
import sys


def text(value):
    """A string; its bytes where it is not well-formed UTF-16."""
    try:
        value.encode("utf-16-le")
        return value
    except UnicodeEncodeError:
        return {"utf16le": value.encode("utf-16-le", "surrogatepass").hex()}


def answer(read, question):
    try:
        return {"means": read(question["kind"], bytes.fromhex(question["hex"]))}
    # Whatever the library raises says that it cannot read the message.
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}


def run(read):
    """Has `read` read each message: its kind and bytes to its fields."""
    for line in sys.stdin:
        print(json.dumps(answer(read, json.loads(line))))
