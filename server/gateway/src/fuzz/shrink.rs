//! Inputs that get smaller as long as they still break the target.

use std::ops::Range;

use proptest::strategy::ValueTree;

/// An input of which runs of bytes are left out: first halves of it, at last single bytes.
pub(super) struct Shrinking {
    kept: Vec<u8>,
    /// What is left out on trial.
    cut: Range<usize>,
    run: usize,
}

impl Shrinking {
    pub(super) fn new(input: Vec<u8>) -> Self {
        Self {
            run: input.len().div_ceil(2),
            cut: 0..0,
            kept: input,
        }
    }

    /// Leaves out the next run of bytes.
    fn cut_at(&mut self, mut start: usize) -> bool {
        if start >= self.kept.len() {
            self.run /= 2;
            start = 0;
        }
        let is_cut = self.run > 0 && !self.kept.is_empty();
        self.cut = if is_cut {
            start..self.kept.len().min(start + self.run)
        } else {
            0..0
        };
        is_cut
    }
}

impl ValueTree for Shrinking {
    type Value = Vec<u8>;

    fn current(&self) -> Vec<u8> {
        [&self.kept[..self.cut.start], &self.kept[self.cut.end..]].concat()
    }

    fn simplify(&mut self) -> bool {
        self.kept.drain(self.cut.clone());
        self.cut_at(self.cut.start)
    }

    fn complicate(&mut self) -> bool {
        self.cut_at(self.cut.end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::test_runner::{TestCaseError, TestError, TestRunner};

    use super::Shrinking;

    #[test]
    fn leaves_nothing_but_what_breaks_the_target() {
        let input = b"a long way {round, to a {{} short} one".to_vec();
        let test = |input: Vec<u8>| match input.split(|byte| *byte == b'{').count() {
            4.. => Err(TestCaseError::fail("three braces")),
            _ => Ok(()),
        };
        let found = TestRunner::deterministic().run_one(Shrinking::new(input), test);
        assert!(matches!(found, Err(TestError::Fail(_, input)) if input == b"{{{"));
    }
}
