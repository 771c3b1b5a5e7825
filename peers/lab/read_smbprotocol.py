"""Reads files with smbprotocol's own client, which follows referrals: see `cargo xtask lab`.

    read_smbprotocol.py USER PASSWORD

Takes paths on stdin, a line each. Answers each with a line: {"content": HEX}, or {"refused": "..."}.
"""

import json
import sys

import smbclient

# It keeps what it was told, for all paths.
smbclient.ClientConfig(username=sys.argv[1], password=sys.argv[2], auth_protocol="ntlm")


def answer(path):
    try:
        with smbclient.open_file(path, mode="rb") as file:
            return {"content": file.read().hex()}
    # Whatever the library raises says that it came no further.
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(answer(line.rstrip("\n"))), flush=True)
