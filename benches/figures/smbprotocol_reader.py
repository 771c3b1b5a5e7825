"""What Python's smbprotocol takes for a message, in one process: see src/main.rs, which this is the like of."""

import os
import sys
import time

from smbprotocol.dfs import DFSReferralResponse

BATCH, BATCHES = 10_000_000, 5
NAMES = "dfs_path", "dfs_alternate_path", "network_address"


def read(message):
    """How many characters all strings have; "refused", whatever it raises."""
    response = DFSReferralResponse()
    try:
        response.unpack(message)
        characters = 0
        for entry in response["referral_entries"].get_value():
            # Version 1 has the last alone.
            characters += sum(length(getattr(entry, name, None)) for name in NAMES)
        return characters
    except Exception:
        return "refused"


def length(text):
    """Of a string, of names, or of nothing."""
    return sum(map(len, text)) if isinstance(text, list) else len(text or "")


def repeat(message, rounds):
    for _ in range(rounds):
        read(message)


def batch(message, rounds):
    start = time.perf_counter_ns()
    repeat(message, rounds)
    return (time.perf_counter_ns() - start) // rounds


is_counted = sys.argv[1] == "count"
for file in sys.argv[3 if is_counted else 2 :]:
    with open(file, "rb") as opened:
        message = opened.read()
    start = time.perf_counter_ns()
    characters = read(message)
    once = time.perf_counter_ns() - start
    if is_counted:
        os.getppid()
        repeat(message, int(sys.argv[2]))
        os.getppid()
        print(characters, 0, flush=True)
    else:
        rounds = BATCH // once + 1
        print(characters, min(batch(message, rounds) for _ in range(BATCHES)), flush=True)
