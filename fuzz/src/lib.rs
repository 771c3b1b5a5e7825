//! What must hold of any bytes, a function for each target of libFuzzer's. The laws are those of the crate's own tests, which ask them of what was captured, drawn, and made up by lot;
//! a fuzzer goes by the code that it reaches.
//!
//! `cargo xtask deep` runs every target for a minute; `cargo test` here asks the laws of the seeds.
//!
//! The work is counted of all that reads: not of what is written, kept or followed, whose bounds the proofs and the models hold.

#[path = "../../tests/laws/caching.rs"]
mod caching;
#[path = "../../tests/chance/mod.rs"]
mod chance;
#[path = "../../tests/reference/client.rs"]
mod client;
#[path = "../../tests/laws/finding.rs"]
mod finding;
#[path = "../../tests/laws/listing.rs"]
mod listing;
#[path = "../../tests/reference/cache.rs"]
mod model;
#[path = "../../tests/reference/path.rs"]
mod path;
#[path = "../../tests/laws/reading.rs"]
mod reading;
#[path = "../../tests/laws/recognising.rs"]
mod recognising;
#[path = "../../tests/reference/mod.rs"]
mod reference;
#[path = "../../tests/replies/mod.rs"]
mod replies;
#[path = "../../tests/laws/resolving.rs"]
mod resolving;
pub mod seeds;
#[path = "../../tests/laws/serving.rs"]
mod serving;
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/told/mod.rs"]
mod told;
#[path = "../../tests/values/mod.rs"]
mod values;
mod work;
#[path = "../../tests/laws/writing.rs"]
mod writing;

use chance::Rng;
use dfsc::carrier::{Content, Frames, Guess, Part, Start, Transaction};
use dfsc::dump::Dump;
use dfsc::inspect::{Asked, Event, Inspector, Item, Value};
use dfsc::server::{Link, Namespace, Server};
use dfsc::{
    DfsPath, Encode, EncodeErrorKind, Reply, ReplyEntry, Request, RequestEx, RequestKind, Response, Scan,
    Utf16Le,
};
use work::within;

/// A target, by its name.
type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 9] = [
    ("reply", reply),
    ("request", request),
    ("carriers", carriers),
    ("inspect", inspect),
    ("dump", dump),
    ("encode", encode),
    ("server", server),
    ("cache", cache),
    ("client", client),
];

/// `parse` and `Scan` read what the plain reader reads, in time; and what can be written of it reads as itself.
pub fn reply(data: &[u8]) {
    within(data.len(), 8, 2000, || Response::parse(data).is_ok());
    within(data.len(), 60, 2000, || Scan::new(data).filter(|entry| entry.error().is_some()).count());
    reading::agree_on_response("fuzz", data);
    if let Ok(response) = Response::parse(data) {
        let mut entries = [ReplyEntry::link_target(""); 64];
        let mut names = [dfsc::AnyText::default(); 64];
        if let Ok(value) = Reply::from_response(&response, &mut entries, &mut names) {
            let mut buffer = vec![0; value.encoded_len()];
            match value.encode(&mut buffer) {
                Ok(message) => values::reread(message, |read| assert_eq!(read, Ok(value))),
                Err(error) => assert_ne!(error.kind(), EncodeErrorKind::BufferTooSmall, "{value:?}"),
            }
        }
    }
}

/// The same of requests, in both forms.
pub fn request(data: &[u8]) {
    within(data.len(), 8, 2000, || (Request::parse(data).is_ok(), RequestEx::parse(data).is_ok()));
    reading::agree_on_request("fuzz", data);
    reading::agree_on_request_ex("fuzz", data);
    if let Ok(request) = Request::parse(data) {
        let written = encoded(&request);
        assert_eq!(Request::parse(&written), Ok(request));
        answered(request.request_file_name(), request.kind());
    }
    if let Ok(request) = RequestEx::parse(data) {
        let value =
            RequestEx::new(request.max_referral_level(), request.request_file_name(), request.site_name());
        let mut buffer = vec![0; value.encoded_len()];
        match value.encode(&mut buffer) {
            Ok(message) => assert_eq!(RequestEx::parse(message), Ok(value)),
            // Names that are not the same written, or longer than can be said.
            Err(error) => assert_ne!(error.kind(), EncodeErrorKind::BufferTooSmall, "{value:?}"),
        }
    }
}

/// What is asked for is told by how many components there are, and what covers its path is a part of it.
fn answered(path: Utf16Le<'_>, kind: RequestKind) {
    let components = DfsPath::new(path).components().count();
    match kind {
        RequestKind::Domain => assert_eq!(components, 0),
        RequestKind::Dc => assert_eq!(components, 1),
        RequestKind::Root | RequestKind::Sysvol => assert_eq!(components, 2),
        RequestKind::Link { components: told } => assert!(components > 2 && components == told),
    }
    let all = DfsPath::new(path).path_consumed(DfsPath::new(path));
    assert!(all.is_some_and(|bytes| bytes <= path.as_bytes().len()), "{path:?}");
}

/// Whatever carries them: frames and all that they say lie in the input, in order, and parts join to what there is room for.
pub fn carriers(data: &[u8]) {
    let Some((start, input)) = started(data) else { return };
    let frames = || start.map_or_else(|| Frames::new(input), |start| Frames::beginning_with(start, input));
    within(input.len(), 400, 20_000, || frames().count());
    within(input.len(), 400, 20_000, || assert!(Guess::all(input).count() >= 3));
    let mut room = vec![0; 4096];
    let mut transaction = Transaction::new(&mut room);
    let is_inside = |bytes: &[u8]| {
        bytes.is_empty()
            || input.as_ptr_range().start <= bytes.as_ptr_range().start
                && bytes.as_ptr_range().end <= input.as_ptr_range().end
    };
    let mut count = 0;
    for frame in frames() {
        count += 1;
        assert!(frame.start() <= input.len(), "{frame:?}");
        assert!(frame.error().is_none_or(|error| error.offset() as usize <= input.len()), "{frame:?}");
        for field in frame.fields() {
            assert!(
                field.range().start <= field.range().end && field.range().end <= input.len(),
                "{field:?}"
            );
        }
        // A part that does not go with those before is refused, and changes nothing.
        let bytes = match frame.content() {
            Content::Request(bytes) | Content::OemRequest(bytes) => bytes,
            Content::RequestEx(bytes) | Content::Response(bytes) => bytes,
            Content::Part(Part::Request(part)) => {
                let _ = transaction.request(&part);
                part.parameters
            }
            Content::Part(Part::Secondary(part)) => {
                let _ = transaction.secondary(&part);
                part.parameters
            }
            Content::Part(Part::Response(part)) => {
                let _ = transaction.response(&part);
                part.data
            }
            _ => &[],
        };
        assert!(is_inside(bytes), "{frame:?}");
        if let Some(message) = transaction.message() {
            assert!(message.len() <= 4096 && transaction.missing() == Some(0));
        }
    }
    assert!(count <= input.len() / 4 + 1, "{count} frames in {} bytes", input.len());
}

/// All that is listed and found lies in the input, and is not more than that allows.
pub fn inspect(data: &[u8]) {
    let Some((start, input)) = started(data) else { return };
    listing::keeps_the_rules(input, &listing::inspect(start, input));
    let mut room = vec![0; 65_535];
    let inspector =
        || start.map_or_else(|| Inspector::new(input), |start| Inspector::beginning_with(start, input));
    let listed = listed(inspector(), &mut room);
    // Text that many fields share is listed for each.
    within(input.len() + listed, 500, 50_000, || self::listed(inspector(), &mut room));
    within(input.len() + listed, 500, 50_000, || {
        let mut inspector = inspector();
        while let Some(message) = inspector.next(&mut room) {
            message.findings(&mut |_| {});
        }
    });
    let kinds =
        [RequestKind::Root, RequestKind::Dc, RequestKind::Sysvol, RequestKind::Link { components: 3 }];
    let asked = Asked::new(kinds[data.len() % 4], (data.len() / 4 % 6) as u16);
    finding::assert_inside(input, inspector().asked(asked), &mut room);
}

/// How many bytes of text are listed.
fn listed(mut inspector: Inspector<'_>, room: &mut [u8]) -> usize {
    let mut listed = 0;
    while let Some(message) = inspector.next(room) {
        message.each(&mut |event| {
            if let Event::Item(Item { value: Value::Text(text), .. }) = event {
                listed += text.as_bytes().len();
            }
        });
    }
    listed
}

/// Any text is read within its bounds.
pub fn dump(data: &[u8]) {
    let read = || Dump::read(data).map_or(0, |dump| dump.len());
    // Squeezed lines are filled in.
    within(data.len() + read(), 500, 300_000, read);
    recognising::is_read_within_bounds(data);
}

/// Whatever is written reads as what was meant.
pub fn encode(data: &[u8]) {
    let [kind, choices @ ..] = data else { return };
    let mut rng = Rng::with_bytes(choices);
    if kind & 1 == 0 {
        let message = values::Message::random(usize::from(kind >> 1), &mut rng);
        writing::reads_as_the_value(&message);
        if let values::Message::Reply(reply) = message
            && kind & 2 == 0
        {
            writing::has_prefixes(&reply);
        }
    } else {
        writing::reads_as_itself(&values::OwnedReply::anything(&mut rng));
    }
}

static TARGET: [ReplyEntry<'_>; 2] = ReplyEntry::link_targets([r"\a\b", r"\c\d\e"]);
static LINKS: [Link<'_>; 3] =
    [Link::new("a", &TARGET), Link::new(r"a\b", &[]), Link::new("link1", &TARGET).interlink()];
static NAMESPACES: [Namespace<'_>; 2] =
    [Namespace::new("dfs", &[]).with_links(&LINKS), Namespace::new("a", &[]).with_links(&LINKS)];
static SERVER: Server<'_> = Server::new(&NAMESPACES).with_domains(&["dfslab.example"]);

/// Any request is answered with what can be read, in the room that there is; any table as a plain search has it; and any path is one in the share's folder.
pub fn server(data: &[u8]) {
    match data {
        [_, 0, choices @ ..] => {
            serving::is_searched_well(&mut Rng::with_bytes(choices));
        }
        [room, form, message @ ..] => {
            let mut out = vec![0; 2 * usize::from(*room)];
            within(message.len(), 200, 20_000, || {
                if form & 1 == 0 {
                    serving::is_an_answer(SERVER.answer_extended(message, &mut out));
                } else {
                    serving::is_an_answer(SERVER.answer(message, &mut out));
                }
            });
            if let Ok(request) = Request::parse(message) {
                let path = request.request_file_name();
                if let Ok(below) = SERVER.normalize("dfs", path) {
                    assert!(path.as_bytes().ends_with(below.as_bytes()));
                    let mut components = DfsPath::new(below).components();
                    assert!(components.all(|component| component != "." && component != ".."));
                }
            }
        }
        _ => {}
    }
}

/// Caches do what their models do.
pub fn cache(data: &[u8]) {
    let [kind, seed, choices @ ..] = data else { return };
    let (seed, rng) = (u32::from(*seed).wrapping_mul(0x9e37_79b9), Rng::with_bytes(choices));
    match kind % 7 {
        0 => drop(caching::run::<400, 3>(rng, seed, 600)),
        1 => drop(caching::run::<2048, 8>(rng, seed, 600)),
        2 => drop(caching::run::<16384, 64>(rng, seed, 600)),
        3 => drop(caching::run::<600, 1>(rng, seed, 600)),
        4 => drop(caching::run_domains::<40, 4>(rng)),
        5 => drop(caching::run_domains::<120, 8>(rng)),
        _ => drop(caching::run_domains::<1024, 4>(rng)),
    }
}

/// The client does what its model does, in any world; and ends.
pub fn client(data: &[u8]) {
    let [kind, at, choices @ ..] = data else { return };
    let (of_world, of_computer) = choices.split_at(choices.len() * usize::from(*at) / 256);
    let (of_world, of_computer) = (Rng::with_bytes(of_world), Rng::with_bytes(of_computer));
    let tally = &mut resolving::Tally::new();
    if kind & 1 == 0 {
        resolving::run::<600, 3>("fuzz", of_world, of_computer, tally);
    } else {
        resolving::run::<16384, 64>("fuzz", of_world, of_computer, tally);
    }
}

/// What an input begins with, by its first byte; none is for a guess.
fn started(data: &[u8]) -> Option<(Option<Start>, &[u8])> {
    let (first, input) = data.split_first()?;
    let start = Start::ALL.get(usize::from(*first)).copied().filter(|start| *start != Start::Unknown);
    Some((start, input))
}

/// The byte that stands for it.
fn byte_of(start: Start) -> u8 {
    let place = Start::ALL.iter().position(|other| *other == start);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

fn encoded(message: &impl Encode) -> Vec<u8> {
    let mut buffer = vec![0; message.encoded_len()];
    message.encode(&mut buffer).unwrap().to_vec()
}
