//! What a server and a client do with paths: what the budget of "paths, text, ASCII folding" measures.

use crate::{each, opaque_mut, used};
use core::hint::black_box;
use dfsc::{DfsPath, PathError, Utf16Le};

/// Names that are the same, components, what a referral covers, and where it leads.
pub fn paths(one: Utf16Le<'_>, other: Utf16Le<'_>) {
    used((one == other, one.eq_ignore_case(other)));
    path(DfsPath::new(one), other);
}

#[inline(never)]
fn path(path: DfsPath<Utf16Le<'_>>, other: Utf16Le<'_>) {
    let prefix = DfsPath::new(other);
    each(path.components());
    used((path.strip_prefix(prefix).is_some(), path.path_consumed(prefix)));
    match path.rewrite(black_box(16), other) {
        Ok(rewritten) => used(rewritten.encode(opaque_mut()).is_ok()),
        Err(error) => failed(error),
    }
}

#[inline(never)]
fn failed(error: PathError) {
    used((error.kind(), error.path_consumed()));
}
