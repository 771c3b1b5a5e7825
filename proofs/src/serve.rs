//! What a server does with its table: what the budget of it measures.

use crate::{opaque, opaque_mut, used};
use core::hint::black_box;
use dfsc::server::{Link, Namespace, Server};
use dfsc::{ReplyEntry, Utf16Le};

static ROOT: [ReplyEntry<'_>; 1] = ReplyEntry::root_targets([r"\nas\public"]);
static PHOTOS: [ReplyEntry<'_>; 2] = ReplyEntry::link_targets([r"\nas2\photos", r"\nas3\photos"]);
static LINKS: [Link<'_>; 1] = [Link::new("photos", &PHOTOS)];
static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("public", &ROOT).with_links(&LINKS)];
static DOMAINS: [&str; 1] = ["contoso.example"];
static SERVER: Server<'_> = Server::new(&NAMESPACES).with_domains(&DOMAINS);

/// Everything that a server is asked.
#[inline(never)]
pub fn serve(path: Utf16Le<'_>) {
    let server = black_box(&SERVER);
    used(server.answer(opaque(), opaque_mut()));
    used(server.answer_extended(opaque(), opaque_mut()));
    used((server.namespace(path).is_some(), server.normalize(path, path)));
}
