//! What the fuzzer begins with: all that was captured and drawn, and choices by lot.

use crate::support::{Messages, captures, messages, tests};
use dfsc::carrier::Start;
use dfsc::dump::Shape;

/// The seeds of a target. For those that take choices, these are any bytes.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let Messages { requests, requests_ex, responses } = messages();
    let bytes = |list: Vec<(String, Vec<u8>)>| list.into_iter().map(|(_, message)| message).collect();
    let started = |start: Start, input: &[u8]| [&[crate::byte_of(start)], input].concat();
    match target {
        "reply" => bytes(responses),
        "request" => bytes([requests, requests_ex].concat()),
        "server" => {
            // Much room and little, and the form.
            let asked = |list: Vec<(String, Vec<u8>)>, form| {
                list.into_iter().flat_map(move |(_, message)| {
                    [0xFF, 60].map(|room| [&[room, form], &message[..]].concat())
                })
            };
            let tables = (0..48).map(|seed| [&[0, 0], &by_lot(seed, 200)[..]].concat());
            asked(requests, 1).chain(asked(requests_ex, 2)).chain(tables).collect()
        }
        "carriers" | "inspect" => {
            let whole = captures().into_iter().map(|capture| {
                let messages = capture.request_messages.iter().chain(&capture.response_messages);
                let behind_its_length = |message: &Vec<u8>| {
                    [&u32::try_from(message.len()).unwrap().to_be_bytes()[..], message].concat()
                };
                started(Start::Unknown, &messages.flat_map(behind_its_length).collect::<Vec<_>>())
            });
            let bare =
                [(Start::Request, requests), (Start::RequestEx, requests_ex), (Start::Response, responses)];
            let bare = bare
                .into_iter()
                .flat_map(|(start, list)| list.into_iter().map(move |(_, message)| started(start, &message)));
            whole.chain(bare).collect()
        }
        "dump" => {
            let printed = Shape::ALL.into_iter().zip(responses.into_iter().cycle().step_by(3));
            let printed = printed
                .filter_map(|(shape, (_, message))| Some(shape.print(&message)?.to_string().into_bytes()));
            let careful = std::fs::read_dir(tests().join("dumps/careful")).unwrap();
            let careful = careful.map(|file| std::fs::read(file.unwrap().path()).unwrap());
            printed.chain(careful).collect()
        }
        _ => (0..48).map(|seed| by_lot(seed, 40 << (seed % 6))).collect(),
    }
}

fn by_lot(seed: u64, len: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..len).map(|_| random.u8(..)).collect()
}
