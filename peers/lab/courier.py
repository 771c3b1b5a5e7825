"""Carries what dfsc's client wants carried to real servers: over SMB2 with smbprotocol, over SMB1 with impacket. See `cargo xtask lab`.

    courier.py USER PASSWORD

Takes lines of JSON on stdin, and answers each with one. A body is that of an SMB message, from behind its header on:

    {"carrier": "smb2", "host": "files", "body": HEX}
        {"status": 0, "body": HEX}
    {"carrier": "smb1", "host": "files", "share": "data", "rest": "hello.txt", "dfs_name": "files\\data\\hello.txt"}
        {"status": 0, "is_dfs": false, "content": HEX}

A host that cannot be asked has answered with a status too. Content is the beginning of a file; of a folder there is none.
"""

import json
import socket
import struct
import sys
import uuid
from collections import OrderedDict

from impacket import nmb, smb
from smbprotocol.connection import Connection
from smbprotocol.exceptions import SMBException, SMBResponseException
from smbprotocol.header import Commands
from smbprotocol.open import (
    CreateDisposition,
    CreateOptions,
    FileAttributes,
    FilePipePrinterAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
)
from smbprotocol.session import Session
from smbprotocol.structure import BytesField, Structure
from smbprotocol.tree import TreeConnect

STATUS_IO_TIMEOUT = 0xC00000B5
STATUS_BAD_NETWORK_PATH = 0xC00000BE
STATUS_UNEXPECTED_NETWORK_ERROR = 0xC00000C4
STATUS_CONNECTION_REFUSED = 0xC0000236

SECONDS = 5
BEGINNING = 4096

USER, PASSWORD = sys.argv[1:]


class Refused(Exception):
    def __init__(self, status):
        super().__init__(hex(status))
        self.status = status


class Ioctl(Structure):
    """A body that is written already."""

    COMMAND = Commands.SMB2_IOCTL

    class Number(int):
        """As smbprotocol wants to see the fields by which it counts credits."""

        get_value = int.__int__
        __len__ = int.__int__

    def __init__(self, body):
        self.fields = OrderedDict([("body", BytesField(default=body))])
        self.counted = {"buffer": len(body) - 56, "max_output_response": struct.unpack_from("<I", body, 44)[0]}
        super().__init__()

    def __getitem__(self, key):
        return Ioctl.Number(self.counted[key]) if key in self.counted else super().__getitem__(key)


class Smb2:
    def __init__(self, host, address):
        self.host = host
        self.connection = Connection(uuid.uuid4(), address, 445)
        self.connection.connect(timeout=SECONDS)
        self.session = Session(self.connection, USER, PASSWORD, require_encryption=False, auth_protocol="ntlm")
        self.session.connect()
        self.trees = {}

    def tree(self, share):
        if share not in self.trees:
            tree = TreeConnect(self.session, rf"\\{self.host}\{share}")
            tree.connect()
            self.trees[share] = tree
        return self.trees[share]

    def refer(self, body):
        request = self.connection.send(Ioctl(body), self.session.session_id, self.tree("IPC$").tree_connect_id)
        return self.connection.receive(request, timeout=SECONDS)["data"].get_value()

    def is_dfs(self, share):
        return self.tree(share).is_dfs_share

    def open(self, share, name):
        # The flag that says so is set with every message on a share of DFS.
        file = Open(self.tree(share), name)
        file.create(
            ImpersonationLevel.Impersonation,
            FilePipePrinterAccessMask.GENERIC_READ,
            FileAttributes.FILE_ATTRIBUTE_NORMAL,
            ShareAccess.FILE_SHARE_READ,
            CreateDisposition.FILE_OPEN,
            CreateOptions.FILE_SYNCHRONOUS_IO_NONALERT,
        )
        is_folder = file.file_attributes & FileAttributes.FILE_ATTRIBUTE_DIRECTORY
        content = b"" if is_folder or not file.end_of_file else file.read(0, min(BEGINNING, file.end_of_file))
        file.close(False)
        return content


class Smb1:
    def __init__(self, host, address):
        self.smb = smb.SMB(host, address, timeout=SECONDS)
        self.smb.login(USER, PASSWORD)
        # The library forgets this when it logs on.
        self.flags2 = self.smb.get_flags()[1] | smb.SMB.FLAGS2_UNICODE
        self.smb.set_flags(flags2=self.flags2)
        # In the answer to a tree connect is more than the library tells.
        self.answers = []
        receive = self.smb.recvSMB
        self.smb.recvSMB = lambda: self.answers.append(receive()) or self.answers[-1]
        self.host = host
        self.trees = {}

    def tree(self, share):
        if share not in self.trees:
            number = self.smb.tree_connect_andx(rf"\\{self.host}\{share}")
            command = smb.SMBCommand(self.answers[-1]["Data"][0])
            parameters = smb.SMBTreeConnectAndXResponse_Parameters(command["Parameters"])
            self.trees[share] = number, bool(parameters["OptionalSupport"] & smb.SMB.SMB_SHARE_IS_IN_DFS)
        return self.trees[share]

    def refer(self, body):
        words = 1 + 2 * body[0]
        command = smb.SMBCommand(smb.SMB.SMB_COM_TRANSACTION2)
        command["Parameters"], command["Data"] = body[1:words], body[words + 2 :]
        packet = smb.NewSMBPacket()
        packet["Tid"] = self.tree("IPC$")[0]
        packet.addCommand(command)
        self.smb.sendSMB(packet)
        answer = self.smb.recvSMB()
        answer.isValidAnswer(smb.SMB.SMB_COM_TRANSACTION2)
        return answer.getData()[32:]

    def is_dfs(self, share):
        return self.tree(share)[1]

    def open(self, share, name):
        number, is_dfs = self.tree(share)
        self.smb.set_flags(flags2=self.flags2 | (smb.SMB.FLAGS2_DFS if is_dfs else 0))
        try:
            # Names begin with a separator in SMB1: of one on a share of DFS, Samba's server finds nothing if it does not.
            file = self.smb.nt_create_andx(number, "\\" + name, accessMask=smb.FILE_READ_DATA)
        finally:
            self.smb.set_flags(flags2=self.flags2)
        try:
            content = self.smb.read_andx(number, file, 0, BEGINNING)
        except smb.SessionError:
            content = b""
        self.smb.close(number, file)
        return content


sessions = {}


def session(carrier, host):
    """One with a host, which is kept."""
    key = carrier, host.lower()
    if key not in sessions:
        try:
            address = socket.gethostbyname(host)
            socket.create_connection((address, 445), SECONDS).close()
        except socket.gaierror:
            raise Refused(STATUS_BAD_NETWORK_PATH) from None
        except ConnectionRefusedError:
            raise Refused(STATUS_CONNECTION_REFUSED) from None
        except TimeoutError:
            raise Refused(STATUS_IO_TIMEOUT) from None
        sessions[key] = {"smb1": Smb1, "smb2": Smb2}[carrier](host, address)
    return sessions[key]


def answer(order):
    is_dfs = False
    try:
        to = session(order["carrier"], order["host"])
        if "body" in order:
            return {"status": 0, "body": to.refer(bytes.fromhex(order["body"])).hex()}
        is_dfs = to.is_dfs(order["share"])
        content = to.open(order["share"], order["dfs_name" if is_dfs else "rest"])
        return {"status": 0, "is_dfs": is_dfs, "content": content.hex()}
    except (Refused, SMBResponseException) as error:
        return {"status": error.status, "is_dfs": is_dfs}
    except smb.SessionError as error:
        # Both halves of an NTSTATUS.
        return {"status": error.get_error_code(), "is_dfs": is_dfs}
    except (OSError, SMBException, nmb.NetBIOSError) as error:
        # The session is of no use any more.
        sessions.pop((order["carrier"], order["host"].lower()), None)
        print(f"{order}: {type(error).__name__}: {error}", file=sys.stderr)
        return {"status": STATUS_UNEXPECTED_NETWORK_ERROR, "is_dfs": is_dfs}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
