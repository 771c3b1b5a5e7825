//! What is wrong with a message, by which rule, and who would trip.
//!
//! [`rules`] is the table, and [`report`] where what breaks them is told. The walk that lists a message is also what is judged: [`request`] and
//! [`reply`] take its items, with [`header`] for what a reply says as a whole, [`entry`] for each of its entries, and [`text`] for paths and
//! names. [`framing`] looks at what carries the message, [`asked`] knows what a reply is for.

mod asked;
mod entry;
mod finding;
mod framing;
mod header;
mod reply;
mod report;
mod request;
mod rules;
mod text;

pub use asked::Asked;
pub(super) use asked::{Answers, Met, Pairs};
pub use finding::{Finding, Severity};
pub(super) use framing::check as check_framing;
pub(super) use reply::ReplyCheck;
pub(super) use report::Report;
pub(super) use request::RequestCheck;
pub use rules::Rule;
