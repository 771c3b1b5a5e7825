//! The namespaces that the NAS holds, as the server of the captures held them. Constants: all of it is in flash.

use dfsc::ReplyEntry;
use dfsc::server::{Link, Namespace, Server};

/// A folder that is on another share of this server, and one that is on any of three others.
static DATA: [ReplyEntry<'_>; 1] = ReplyEntry::link_targets([r"\127.0.0.1\data"]);
static COPIES: [ReplyEntry<'_>; 3] =
    ReplyEntry::link_targets([r"\nas2.example\copy", r"\nas3.example\copy", r"\nas4.example\backup\copy"]);

static LINKS: [Link<'_>; 3] = [
    Link::new("link1", &DATA),
    Link::new("multi", &COPIES).with_time_to_live(600).with_target_failback(),
    Link::new(r"dirA\dirB\nested", &DATA),
];

/// The share `dfs` is a root, which this server alone holds.
static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("dfs", &[]).with_links(&LINKS)];

/// The domain that the NAS is in: of its namespaces it holds none.
static DOMAINS: [&str; 2] = ["dfslab.example", "DFSLAB"];

pub static SERVER: Server<'_> = Server::new(&NAMESPACES).with_domains(&DOMAINS);

const _: () = assert!(SERVER.is_sound());
