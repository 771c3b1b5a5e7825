"""What smbprotocol reads in messages, for `cargo xtask peers`; see reader.py."""

import reader
from smbprotocol import dfs

STRUCTURES = {
    "request": dfs.DFSReferralRequest,
    "request-ex": dfs.DFSReferralRequestEx,
    "response": dfs.DFSReferralResponse,
}

# The library's names of fields, and the specification's.
REQUEST = {"max_referral_level": "MaxReferralLevel", "request_file_name": "RequestFileName"}
REQUEST_EX = REQUEST | {
    "request_flags": "RequestFlags",
    "request_data_length": "RequestDataLength",
    "request_file_name_length": "RequestFileNameLength",
    "site_name": "SiteName",
}
RESPONSE = {
    "path_consumed": "PathConsumed",
    "number_of_referrals": "NumberOfReferrals",
    "referral_header_flags": "ReferralHeaderFlags",
}
ENTRY = {
    "version_number": "VersionNumber",
    "size": "Size",
    "server_type": "ServerType",
    "referral_entry_flags": "ReferralEntryFlags",
    "proximity": "Proximity",
    "time_to_live": "TimeToLive",
    "share_name": "ShareName",
}
# What the library resolves is in attributes, in those of a target for name lists too.
TARGET = {
    "dfs_path": "DFSPath",
    "dfs_alternate_path": "DFSAlternatePath",
    "network_address": "NetworkAddress",
}
NAME_LIST = {"dfs_path": "SpecialName", "network_address": "ExpandedNames"}


def value(told):
    """Numbers as they are, texts as `reader.text` has them."""
    if isinstance(told, list):
        return [value(name) for name in told]
    return reader.text(told) if isinstance(told, str) else told


def fields(structure, names):
    present = (name for name in names if name in structure.fields)
    return {names[name]: value(structure[name].get_value()) for name in present}


def entry(referral):
    means = fields(referral, ENTRY)
    if means["VersionNumber"] == 1:
        return means
    is_list = referral["referral_entry_flags"].has_flag(dfs.DFSReferralEntryFlags.NAME_LIST_REFERRAL)
    names = NAME_LIST if is_list else TARGET
    means |= {names[name]: value(getattr(referral, name)) for name in names}
    if not is_list and "service_site_guid" in referral.fields:
        means["ServiceSiteGuid"] = referral["service_site_guid"].get_value().hex() or None
    return means


def read(kind, message):
    structure = STRUCTURES[kind]()
    unread = structure.unpack(message)
    if kind == "request":
        means = fields(structure, REQUEST)
    elif kind == "request-ex":
        means = fields(structure, REQUEST_EX)
    else:
        means = fields(structure, RESPONSE)
        means["ReferralEntries"] = [entry(referral) for referral in structure["referral_entries"].get_value()]
    if unread:
        means["unread"] = unread.hex()
    return means


reader.run(read)
