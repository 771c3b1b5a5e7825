"""What Python's smbprotocol takes for a message, in one process: see src/main.rs, which this is the like of."""

import os
import sys
import time

from smbprotocol.dfs import DFSReferralResponse

# How many nanoseconds a batch takes, and how many there are, of which the quickest counts.
BATCH, BATCHES = 1e7, 5
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
    """Nanoseconds for one reading among so many."""
    start = time.perf_counter_ns()
    repeat(message, rounds)
    return (time.perf_counter_ns() - start) / rounds


def best(message):
    rounds = 1
    while batch(message, rounds) * rounds < BATCH:
        rounds *= 2
    return min(batch(message, rounds) for _ in range(BATCHES))


is_counted = sys.argv[1] == "count"
for file in sys.argv[3 if is_counted else 2 :]:
    with open(file, "rb") as opened:
        message = opened.read()
    # The first time is not measured: it fills caches.
    characters = read(message)
    if is_counted:
        os.getppid()
        repeat(message, int(sys.argv[2]))
        os.getppid()
        print(characters, 0, flush=True)
    else:
        print(characters, round(best(message), 1), flush=True)
