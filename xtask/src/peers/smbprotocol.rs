//! Python's `smbprotocol`, through `peers/smbprotocol_reader.py`.
//!
//! It tells every field. `SiteNameLength` and `NumberOfExpandedNames`, which it tells too, are not compared.

use super::kind::Kind;
use super::{Peer, TIMEOUT, lines, readers};
use crate::setup::{self, Tool};

pub(super) const PEER: Peer = Peer {
    name: "smbprotocol",
    needs: &[TIMEOUT, Tool::Python, Tool::PythonPackages],
    kinds: &[Kind::Request, Kind::RequestEx, Kind::Response],
    omits: &[],
    version: || setup::python_version("smbprotocol"),
    read: |messages| lines::ask(&mut readers::python("smbprotocol")?, messages),
};
