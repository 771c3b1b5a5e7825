//! Hosts that answer as a file says they do, in the place of a network.

use crate::walk::{AnyError, Network};
use dfsc::client::{Access, ReferralRequest};
use dfsc::{
    AnyText, DfsPath, Encode, EntrySize, NtStatus, ReferralHeaderFlags, ReplyEntry, Request, Utf16Le,
};
use serde_json::Value;

/// What the file says.
pub(crate) struct World {
    file: Value,
}

impl World {
    pub(crate) fn read(file: &str) -> Result<Self, AnyError> {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        Ok(Self { file: serde_json::from_str(&text)? })
    }

    pub(crate) fn bootstrap_dc(&self) -> Option<&str> {
        self.file["bootstrap_dc"].as_str()
    }

    /// A host that is there; else what its connection fails with.
    fn host(&self, name: Utf16Le<'_>) -> Result<&Value, NtStatus> {
        let hosts = self.file["hosts"].as_object().into_iter().flatten();
        let mut same = hosts.filter(|(host, _)| DfsPath::new(host.as_str()).is_same(DfsPath::new(name)));
        let (_, host) = same.next().ok_or(NtStatus::BAD_NETWORK_PATH)?;
        let Some(down) = host["down"].as_str() else { return Ok(host) };
        let status = NtStatus::ALL.iter().find(|status| status.name() == Some(down));
        Err(status.copied().unwrap_or(NtStatus::UNSUCCESSFUL))
    }
}

impl Network for World {
    fn answer(&mut self, request: &ReferralRequest<'_>) -> Result<(NtStatus, Vec<u8>, String), AnyError> {
        let refused = |status: NtStatus| Ok((status, Vec::new(), status.to_string()));
        let host = match self.host(request.host()) {
            Ok(host) => host,
            Err(status) => return refused(status),
        };
        let name = DfsPath::new(request.request_file_name());
        // The entry that covers most of the path.
        let entries = host["referrals"].as_object().into_iter().flatten();
        let covering = entries.filter(|(path, _)| {
            let path = DfsPath::new(path.as_str());
            let has_any = |path: DfsPath<&str>| path.components().next().is_some();
            name.starts_with(path) && (has_any(path) || name.components().next().is_none())
        });
        let Some((_, entry)) = covering.max_by_key(|(path, _)| path.len()) else {
            return refused(NtStatus::NOT_FOUND);
        };
        let message = reply(request.request_file_name(), entry)?;
        Ok((NtStatus::SUCCESS, message, summary(entry)))
    }

    fn access(&mut self, access: &Access<'_>) -> Result<(NtStatus, bool), AnyError> {
        let host = match self.host(access.host()) {
            Ok(host) => host,
            Err(status) => return Ok((status, false)),
        };
        let shares = host["shares"].as_object().into_iter().flatten();
        let mut same =
            shares.filter(|(name, _)| DfsPath::new(name.as_str()).is_same(DfsPath::new(access.share())));
        let Some((_, share)) = same.next() else { return Ok((NtStatus::BAD_NETWORK_NAME, false)) };
        let Some(links) = share["links"].as_array() else { return Ok((NtStatus::SUCCESS, false)) };
        let rest = DfsPath::new(access.rest());
        let crosses = links.iter().filter_map(Value::as_str).any(|link| rest.starts_with(DfsPath::new(link)));
        Ok((if crosses { NtStatus::PATH_NOT_COVERED } else { NtStatus::SUCCESS }, true))
    }
}

/// The kinds of referrals that a file can have: what they are called in it, and the flags of their replies.
const KINDS: [(&str, ReferralHeaderFlags); 3] = [
    ("root_targets", ReferralHeaderFlags(3)),
    ("targets", ReferralHeaderFlags::STORAGE_SERVERS),
    ("interlink_targets", ReferralHeaderFlags::REFERRAL_SERVERS),
];

/// The message of a reply.
fn reply(name: Utf16Le<'_>, entry: &Value) -> Result<Vec<u8>, AnyError> {
    let mut buffer = vec![0; 4096];
    let request = Request::new(4, name);
    let seconds = entry["time_to_live"].as_u64().unwrap_or(600).try_into()?;
    if let Some(domains) = texts(&entry["domains"]) {
        let lists: Vec<_> = domains.iter().map(|domain| ReplyEntry::name_list(*domain, &[])).collect();
        let reply = request.reply(3).name_lists(EntrySize::Short, seconds, &lists)?;
        return Ok(reply.encode(&mut buffer)?.to_vec());
    }
    if let Some(controllers) = texts(&entry["controllers"]) {
        let names: Vec<AnyText<'_>> = controllers.iter().map(|name| AnyText::str(name)).collect();
        let lists = [ReplyEntry::name_list(name, &names)];
        let reply = request.reply(3).name_lists(EntrySize::Long, seconds, &lists)?;
        return Ok(reply.encode(&mut buffer)?.to_vec());
    }
    let covers = entry["covers"].as_str().ok_or("an entry covers nothing")?;
    let kind = KINDS.iter().find_map(|(key, flags)| Some((*key, *flags, texts(&entry[*key])?)));
    let (key, flags, targets) = kind.ok_or("an entry has no targets")?;
    let is_root = key == "root_targets";
    let targets: Vec<_> = targets
        .iter()
        .map(
            |target| {
                if is_root { ReplyEntry::root_target(*target) } else { ReplyEntry::link_target(*target) }
            },
        )
        .collect();
    let reply = request.reply(4).targets(flags, seconds, covers, &targets)?;
    Ok(reply.encode(&mut buffer)?.to_vec())
}

fn texts(list: &Value) -> Option<Vec<&str>> {
    Some(list.as_array()?.iter().filter_map(Value::as_str).collect())
}

/// What a reply says, in words.
fn summary(entry: &Value) -> String {
    let list = |key| texts(&entry[key]).map(|texts| texts.join(", "));
    let said = [
        ("domains", "domains: "),
        ("controllers", "controllers: "),
        ("root_targets", "a root: "),
        ("targets", "targets: "),
        ("interlink_targets", "a root in another namespace: "),
    ];
    let said = said.iter().find_map(|(key, before)| Some(format!("{before}{}", list(*key)?)));
    said.unwrap_or_default()
}
