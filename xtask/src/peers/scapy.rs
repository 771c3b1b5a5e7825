//! Python's `scapy`, through `peers/scapy_reader.py`.
//!
//! It dissects no extended request. It tells every field.

use super::kind::Kind;
use super::{Peer, TIMEOUT, lines, readers};
use crate::setup::{self, Tool};

pub(super) const PEER: Peer = Peer {
    name: "scapy",
    needs: &[TIMEOUT, Tool::Python, Tool::PythonPackages],
    kinds: &[Kind::Request, Kind::Response],
    omits: &[],
    version: || setup::python_version("scapy"),
    read: |messages| lines::ask(&mut readers::python("scapy")?, messages),
};
