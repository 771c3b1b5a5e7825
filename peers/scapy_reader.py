"""What scapy reads in messages, for `cargo xtask peers`; see reader.py."""

import reader
from scapy.layers import smb2

# The library's names of fields, and the specification's, where they differ.
NAMES = {"Version": "VersionNumber", "ExpandedName": "ExpandedNames"}
# How texts are found; the library's own; and what stands in the entries and texts.
PLUMBING = {
    "DFSPathOffset",
    "DFSAlternatePathOffset",
    "NetworkAddressOffset",
    "SpecialNameOffset",
    "NumberOfExpandedNames",
    "ExpandedNameOffset",
    "Padding",
    "ReferralEntries",
    "ReferralBuffer",
}


def text(utf16):
    return reader.text(utf16.decode("utf-16-le", "surrogatepass"))


def value(name, told):
    if name == "ServiceSiteGuid":
        return told.hex()
    if isinstance(told, list):
        return [text(element) for element in told]
    return text(told) if isinstance(told, bytes) else int(told)


def fields(packet):
    """What was dissected; all else of a packet are defaults."""
    told = {name: packet.fields[name] for name in packet.fields if name not in PLUMBING}
    return {NAMES.get(name, name): value(name, told[name]) for name in told if told[name] is not None}


def entries(packet):
    # Texts stand in a list of their own, one element for each entry.
    texts = packet.fields.get("ReferralBuffer", [])
    for number, referral in enumerate(packet.fields.get("ReferralEntries", [])):
        of_this = fields(texts[number]) if number < len(texts) else {}
        yield fields(referral) | of_this


def read(kind, message):
    if kind == "request":
        packet = smb2.SMB2_IOCTL_REQ_GET_DFS_Referral(message)
    else:
        packet = smb2.SMB2_IOCTL_RESP_GET_DFS_Referral(message)
    means = fields(packet)
    if kind == "response":
        means["ReferralEntries"] = list(entries(packet))
    if packet.payload:
        means["unread"] = bytes(packet.payload).hex()
    return means


reader.run(read)
