"""An SMB server by others, impacket's, that asks what is to be said of DFS: see `cargo xtask lab`.

    server.py smb1|smb2 ADDRESS FOLDER USER PASSWORD SHARE...

Every share is a root of a namespace, and has that folder. What the server is asked about paths and referrals it asks, in
lines of JSON on stdout, whoever started it, and is answered in such lines on stdin:

    {"referral": HEX, "extended": false, "room": 4096}    {"status": 0, "reply": HEX}
    {"share": "v4", "path": "nas2\\v4\\here.txt"}         {"status": 0, "name": "here.txt"}

impacket knows nothing of DFS, so that all it says of it is said here: capabilities, flags of shares, both requests, and
STATUS_PATH_NOT_COVERED.
"""

import json
import struct
import sys
import threading

from impacket import ntlm, smb, smb3structs
from impacket.smbserver import SimpleSMBServer

FSCTL_DFS_GET_REFERRALS = 0x00060194
FSCTL_DFS_GET_REFERRALS_EX = 0x000601B0
TRANS2_GET_DFS_REFERRAL = 0x10
# Before the name.
TRANS2_QUERY_FIXED = 6
CAP_DFS = 0x1000
SMB2_SHAREFLAG_DFS = 1
SMB2_SHAREFLAG_DFS_ROOT = 2
# Where offset and length of the name are, and what is before the name.
SMB2_CREATE_NAME = 44
SMB2_CREATE_FIXED = 56

questions = sys.stdout
# Whatever impacket prints.
sys.stdout = sys.stderr
one_at_a_time = threading.Lock()


def ask(**question):
    with one_at_a_time:
        print(json.dumps(question), file=questions, flush=True)
        return json.loads(sys.stdin.readline())


def referral(message, room, extended=False):
    """The reply, and a status."""
    answer = ask(referral=message.hex(), extended=extended, room=room)
    return bytes.fromhex(answer.get("reply", "")), answer["status"]


def below(server, connection, tree, path):
    """What stands below the root of the share that somebody is connected to, and a status."""
    share = server.getConnectionData(connection)["ConnectedShares"][tree]["shareName"]
    answer = ask(share=share, path=path)
    return answer.get("name", ""), answer["status"]


def is_disk(server, connection, tree):
    shares = server.getConnectionData(connection)["ConnectedShares"]
    return tree in shares and shares[tree]["shareName"].upper() != "IPC$"


def over_smb2(server):
    def negotiate(connection, server, packet, is_smb1=False):
        answer = before_negotiate(connection, server, packet, is_smb1)
        for response in answer[1]:
            response["Data"]["Capabilities"] = smb3structs.SMB2_GLOBAL_CAP_DFS
        return answer

    def validate(connection, server, request):
        # Clients end the connection unless this repeats what was negotiated.
        message, status = before_validate(connection, server, request)
        return struct.pack("<I", smb3structs.SMB2_GLOBAL_CAP_DFS) + message[4:], status

    def tree_connect(connection, server, packet):
        answer = before_tree_connect(connection, server, packet)
        for response in answer[1]:
            if response["Status"] == 0 and is_disk(server, connection, response["TreeID"]):
                response["Data"]["Capabilities"] = smb3structs.SMB2_SHARE_CAP_DFS
                response["Data"]["ShareFlags"] = SMB2_SHAREFLAG_DFS | SMB2_SHAREFLAG_DFS_ROOT
        return answer

    def create(connection, server, packet):
        if packet["Flags"] & smb3structs.SMB2_FLAGS_DFS_OPERATIONS:
            fixed = bytearray(packet["Data"][:SMB2_CREATE_FIXED])
            offset, length = struct.unpack_from("<HH", fixed, SMB2_CREATE_NAME)
            path = packet["Data"][offset - 64 :][:length].decode("utf-16-le")
            name, status = below(server, connection, packet["TreeID"], path)
            if status:
                return [smb3structs.SMB2Error()], None, status
            name = name.encode("utf-16-le")
            # And no create contexts, which impacket does not read.
            struct.pack_into("<HHII", fixed, SMB2_CREATE_NAME, 64 + SMB2_CREATE_FIXED, len(name), 0, 0)
            packet["Data"] = bytes(fixed) + (name or b"\0\0")
        return before_create(connection, server, packet)

    def referrals(extended):
        def answer(_connection, _server, request):
            message = request["Buffer"][: request["InputCount"]]
            reply, status = referral(message, request["MaxOutputResponse"], extended)
            return (smb3structs.SMB2Error() if status else reply), status

        return answer

    before_negotiate = server.hookSmb2Command(smb3structs.SMB2_NEGOTIATE, negotiate)
    before_tree_connect = server.hookSmb2Command(smb3structs.SMB2_TREE_CONNECT, tree_connect)
    before_create = server.hookSmb2Command(smb3structs.SMB2_CREATE, create)
    controls = server.getIoctls()
    before_validate = controls[smb3structs.FSCTL_VALIDATE_NEGOTIATE_INFO]
    controls[smb3structs.FSCTL_VALIDATE_NEGOTIATE_INFO] = validate
    controls[FSCTL_DFS_GET_REFERRALS] = referrals(False)
    controls[FSCTL_DFS_GET_REFERRALS_EX] = referrals(True)


def over_smb1(server):
    def negotiate(connection, server, command, packet):
        answer = before_negotiate(connection, server, command, packet)
        answer[1][0]["Data"][0]["Parameters"]["Capabilities"] |= CAP_DFS
        return answer

    def tree_connect(connection, server, command, packet):
        answer = before_tree_connect(connection, server, command, packet)
        response = answer[1][0]
        if answer[2] == 0 and is_disk(server, connection, response["Tid"]):
            response["Data"][0]["Parameters"]["OptionalSupport"] |= smb.SMB.SMB_SHARE_IS_IN_DFS
        return answer

    def create(connection, server, command, packet):
        if packet["Flags2"] & smb.SMB.FLAGS2_DFS:
            parameters = smb.SMBNtCreateAndX_Parameters(command["Parameters"])
            data = smb.SMBNtCreateAndX_Data(flags=packet["Flags2"], data=command["Data"])
            path = data["FileName"].decode("utf-16-le").rstrip("\0")
            name, status = below(server, connection, packet["Tid"], path)
            if status:
                refusal = smb.SMBCommand(packet["Command"])
                refusal["Parameters"] = refusal["Data"] = b""
                return [refusal], None, status
            data["FileName"] = ("\\" + name).encode("utf-16-le")
            parameters["FileNameLength"] = len(data["FileName"])
            command["Parameters"], command["Data"] = parameters.getData(), data.getData()
        return before_create(connection, server, command, packet)

    def query_path_information(connection, server, packet, parameters, data, room=0):
        if packet["Flags2"] & smb.SMB.FLAGS2_DFS:
            path = parameters[TRANS2_QUERY_FIXED:].decode("utf-16-le").rstrip("\0")
            name, status = below(server, connection, packet["Tid"], path)
            if status:
                return b"", b"", b"", status
            parameters = parameters[:TRANS2_QUERY_FIXED] + ("\\" + name + "\0").encode("utf-16-le")
        return before_query(connection, server, packet, parameters, data, room)

    def referrals(_connection, _server, _packet, parameters, _data, room=0):
        reply, status = referral(parameters, room)
        return b"", b"", reply, status

    before_negotiate = server.hookSmbCommand(smb.SMB.SMB_COM_NEGOTIATE, negotiate)
    before_tree_connect = server.hookSmbCommand(smb.SMB.SMB_COM_TREE_CONNECT_ANDX, tree_connect)
    before_create = server.hookSmbCommand(smb.SMB.SMB_COM_NT_CREATE_ANDX, create)
    before_query = server.hookTransaction2(smb.SMB.TRANS2_QUERY_PATH_INFORMATION, query_path_information)
    server.hookTransaction2(TRANS2_GET_DFS_REFERRAL, referrals)


def main(carrier, address, folder, user, password, *shares):
    simple = SimpleSMBServer(address, 445)
    simple.setSMB2Support(carrier == "smb2")
    for share in shares:
        simple.addShare(share, folder)
    hashes = (ntlm.compute_lmhash(password).hex(), ntlm.compute_nthash(password).hex())
    simple.addCredential(user, 0, *hashes)
    {"smb1": over_smb1, "smb2": over_smb2}[carrier](simple.getServer())
    simple.start()


main(*sys.argv[1:])
