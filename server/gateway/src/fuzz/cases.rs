//! New inputs: changed ones of the corpus, and now and then noise.

use std::ops::Range;

use proptest::{
    prelude::RngExt,
    strategy::{NewTree, Strategy},
    test_runner::{TestRng, TestRunner},
};

use super::shrink::Shrinking;

/// Longest input, in bytes.
const MAX_LENGTH: usize = 4096;

/// Changes of one input.
const MAX_CHANGES: usize = 6;

/// Bytes that are known for trouble everywhere: NUL, a byte order mark, bytes that UTF-8 never has, long sequences of it
/// that are cut, half a surrogate pair, numbers beyond every type.
const TROUBLE: [&[u8]; 14] = [
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xf0\x9f\x98",
    b"\xc3",
    "\u{2028}".as_bytes(),
    b"\\ud800",
    b"\\u0000",
    b"18446744073709551616",
    b"-9223372036854775809",
    b"1e999",
    b"0.1e-999",
    b"-0",
    b"9007199254740993",
];

/// Makes inputs.
#[derive(Debug)]
pub(super) struct Cases<'a> {
    /// The corpus.
    pub(super) inputs: &'a [Vec<u8>],
    /// Texts that mean something to the target.
    pub(super) tokens: &'a [&'a str],
}

impl Strategy for Cases<'_> {
    type Tree = Shrinking;
    type Value = Vec<u8>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let rng = runner.rng();
        let mut case = match rng.random_range(0..10) {
            0 => noise(64, rng),
            1 => self.sentence(rng),
            _ => self.input(rng).to_vec(),
        };
        for _ in 0..rng.random_range(1..=MAX_CHANGES) {
            self.change(&mut case, rng);
        }
        case.truncate(MAX_LENGTH);
        Ok(Shrinking::new(case))
    }
}

impl Cases<'_> {
    fn change(&self, case: &mut Vec<u8>, rng: &mut TestRng) {
        let place = place(case.len(), rng);
        let at = place.start;
        match rng.random_range(0..9) {
            0 => {
                if let Some(byte) = case.get_mut(at) {
                    *byte ^= 1 << rng.random_range(0..8);
                }
            }
            1 => insert(case, at, &noise(8, rng)),
            2 => drop(case.drain(place)),
            3 => {
                // Short runs many times make what nests, long runs what is there twice.
                let times = rng.random_range(1..=MAX_LENGTH / 16 / place.len().max(1) + 1);
                let repeated = case[place].repeat(times);
                insert(case, at, &repeated);
            }
            4 => insert(case, at, self.token(rng)),
            5 => drop(case.splice(place, self.token(rng).iter().copied())),
            6 => {
                let other = self.input(rng);
                case.truncate(at);
                case.extend_from_slice(&other[rng.random_range(0..=other.len())..]);
            }
            7 => {
                let other = self.input(rng);
                insert(case, at, &other[self::place(other.len(), rng)]);
            }
            _ => {
                let piece: Vec<u8> = case.drain(place).collect();
                let to = rng.random_range(0..=case.len());
                insert(case, to, &piece);
            }
        }
    }

    fn input(&self, rng: &mut TestRng) -> &[u8] {
        match self.inputs {
            [] => b"",
            inputs => &inputs[rng.random_range(0..inputs.len())],
        }
    }

    fn token(&self, rng: &mut TestRng) -> &[u8] {
        let at = rng.random_range(0..self.tokens.len() * 2 + TROUBLE.len());
        match self.tokens.get(at / 2) {
            Some(token) => token.as_bytes(),
            None => TROUBLE[at - self.tokens.len() * 2],
        }
    }

    /// Tokens one after the other.
    fn sentence(&self, rng: &mut TestRng) -> Vec<u8> {
        let length = rng.random_range(1..24);
        (0..length).flat_map(|_| self.token(rng).to_vec()).collect()
    }
}

/// A part of an input, more often a short one.
fn place(length: usize, rng: &mut TestRng) -> Range<usize> {
    let longest = if rng.random_bool(0.8) { 12 } else { length };
    let start = rng.random_range(0..=length);
    start..length.min(start + rng.random_range(0..=longest))
}

fn noise(longest: usize, rng: &mut TestRng) -> Vec<u8> {
    let length = rng.random_range(0..=longest);
    (0..length).map(|_| rng.random()).collect()
}

fn insert(case: &mut Vec<u8>, at: usize, piece: &[u8]) {
    case.splice(at..at, piece.iter().copied());
}
