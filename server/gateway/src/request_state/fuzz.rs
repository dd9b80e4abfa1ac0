//! What holds for the state of a request, whatever a server gives and a client hands back.

use std::sync::LazyLock;

use model::EndpointId;
use uuid::Uuid;

use super::{Purpose, RequestState, StateSeal};
use crate::{
    PrincipalId,
    fuzz::{Target, run},
};

const TOKENS: &[&str] = &[
    "|",
    "tools/call|",
    "prompts/get|",
    "\n",
    "{\"step\":1}",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "-_",
    "+/",
    "=",
    "==",
    "A",
    "\u{e9}",
];

/// The alphabet of what is sealed.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static SEAL: LazyLock<StateSeal> = LazyLock::new(StateSeal::new);

static OTHER_SEAL: LazyLock<StateSeal> = LazyLock::new(StateSeal::new);

#[test]
fn request_state() {
    run(&Target {
        name: "request_state",
        tokens: TOKENS,
        check,
    });
}

/// A method, a name and the state of a server with bars between. The whole is also what a client makes up.
fn check(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(3, '|');
    let [method, name, given] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    let purpose = purpose(method, name);
    assert!(SEAL.open(purpose, &text).is_err(), "we have not sealed it");
    assert!(SEAL.open(purpose, given).is_err(), "we have not sealed it");

    // One of them per input: sealing costs more than all the rest.
    let (state, kind) = match bytes.len() % 4 {
        0 => (RequestState::OfServer(None), "nothing"),
        1 => (RequestState::Parked(u128::MAX - bytes.len() as u128), "a call"),
        _ => (RequestState::OfServer(Some(given.to_owned())), "a state"),
    };
    let sealed = SEAL.seal(purpose, &state);
    assert!(
        sealed.chars().all(|c| LETTERS.contains(c)),
        "it must be safe in any JSON"
    );
    assert_eq!(SEAL.open(purpose, &sealed).ok(), Some(state));
    assert!(OTHER_SEAL.open(purpose, &sealed).is_err(), "under another seal");
    is_closed_to_others(purpose, &sealed);
    let shifted = is_closed_to_shifted(purpose, &sealed);
    for changed in changed(&sealed, bytes.len()) {
        assert!(
            SEAL.open(purpose, &changed).is_err(),
            "{changed} instead of {sealed}"
        );
    }
    let size = given.len().checked_ilog2().map_or(0, |log| log / 3);
    format!(
        "{kind} of size {size}, {} names, method {}",
        shifted.min(2),
        method.is_empty()
    )
}

fn purpose<'a>(method: &'a str, name: &'a str) -> Purpose<'a> {
    Purpose {
        endpoint_id: EndpointId::from_uuid(Uuid::from_u128(1)),
        principal: PrincipalId::Gateway,
        method,
        name,
    }
}

fn is_closed_to_others(purpose: Purpose<'_>, sealed: &str) {
    let (method, name) = (format!("{}!", purpose.method), format!("{}!", purpose.name));
    let others = [
        Purpose {
            endpoint_id: EndpointId::from_uuid(Uuid::from_u128(2)),
            ..purpose
        },
        Purpose {
            principal: PrincipalId::Anonymous(purpose.endpoint_id),
            ..purpose
        },
        Purpose {
            method: &method,
            ..purpose
        },
        Purpose {
            name: &name,
            ..purpose
        },
    ];
    for other in others {
        assert!(
            SEAL.open(other, sealed).is_err(),
            "for {other:?} instead of {purpose:?}"
        );
    }
}

/// The same text, with another end of the method.
fn is_closed_to_shifted(purpose: Purpose<'_>, sealed: &str) -> usize {
    let joined = format!("{}\n{}", purpose.method, purpose.name);
    let breaks = joined.match_indices('\n').map(|(at, _)| at);
    let shifted = breaks.filter(|at| *at != purpose.method.len()).take(4);
    shifted
        .map(|at| {
            let other = Purpose {
                method: &joined[..at],
                name: &joined[at + 1..],
                ..purpose
            };
            assert!(
                SEAL.open(other, sealed).is_err(),
                "for {other:?} instead of {purpose:?}"
            );
        })
        .count()
}

/// What a client could make of it: cut, longer, another letter here or at the end.
fn changed(sealed: &str, salt: usize) -> [String; 7] {
    let (bit, at, last) = (salt % 6, salt * 31 % sealed.len(), sealed.len() - 1);
    let with_other = |at: usize, bit: usize| {
        let letter = LETTERS.find(&sealed[at..=at]).expect("one of the alphabet") ^ (1 << bit);
        format!(
            "{}{}{}",
            &sealed[..at],
            &LETTERS[letter..=letter],
            &sealed[at + 1..]
        )
    };
    [
        sealed[..at].to_owned(),
        sealed[at + 1..].to_owned(),
        format!("{sealed}A"),
        format!("{sealed}="),
        format!("{sealed}{sealed}"),
        with_other(at, bit),
        // Its lowest bits may mean nothing: then nobody may set them.
        with_other(last, 0),
    ]
}
