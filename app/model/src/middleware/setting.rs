//! What a link can be set to, in a shape that a page can show without knowing the link.

use std::collections::BTreeMap;

use crate::{FieldErrors, Problem, bounds::Bounds};

/// What a form wrote, by name. A switch that is off is not there.
pub type Values = BTreeMap<String, String>;

/// One thing that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name within the link; the page has its words.
    pub name: &'static str,
    /// How it is entered.
    pub control: Control,
    /// What it is set to, as a form writes it.
    pub value: String,
}

/// How a setting is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// A whole number; empty where there need be none.
    Number,
    /// One line.
    Text,
    /// One thing on each line.
    Lines,
    /// On (`true`) or off.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// What every kind of link has.
pub(super) trait Settings: Sized {
    /// What it can be set to, and is, in the order of the page.
    fn describe(&self) -> Vec<Setting>;

    /// Reads what a form wrote.
    fn read(values: &Values) -> Result<Self, FieldErrors>;
}

impl Setting {
    pub(super) fn number(name: &'static str, value: impl Into<Option<u32>>) -> Self {
        let value = value.into().map(|number| number.to_string());
        Self::new(name, Control::Number, value.unwrap_or_default())
    }

    pub(super) fn text(name: &'static str, value: &str) -> Self {
        Self::new(name, Control::Text, value.to_owned())
    }

    pub(super) fn lines(name: &'static str, lines: &[String]) -> Self {
        Self::new(name, Control::Lines, lines.join("\n"))
    }

    pub(super) fn switch(name: &'static str, on: bool) -> Self {
        let value = if on { "true" } else { "" };
        Self::new(name, Control::Switch, value.to_owned())
    }

    pub(super) fn choice(name: &'static str, words: &'static [&'static str], chosen: &str) -> Self {
        Self::new(name, Control::Choice(words), chosen.to_owned())
    }

    fn new(name: &'static str, control: Control, value: String) -> Self {
        Self { name, control, value }
    }
}

/// Reads values one by one, and gathers what is wrong with them.
pub(super) struct Reader<'a> {
    values: &'a Values,
    errors: FieldErrors,
}

impl<'a> Reader<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        Self {
            values,
            errors: FieldErrors::new(),
        }
    }

    /// The text, trimmed.
    pub(super) fn text(&self, name: &str) -> &'a str {
        self.values.get(name).map_or("", |value| value.trim())
    }

    /// A number; nothing where the text is empty or wrong.
    pub(super) fn number(&mut self, name: &'static str, bounds: Bounds) -> Option<u32> {
        match bounds.read(self.text(name)) {
            Ok(number) => number,
            Err(problem) => {
                self.problem(name, problem);
                None
            }
        }
    }

    /// A number that has to be there.
    pub(super) fn needed_number(&mut self, name: &'static str, bounds: Bounds) -> u32 {
        if self.text(name).is_empty() {
            self.problem(name, Problem::Required);
        }
        self.number(name, bounds).unwrap_or_default()
    }

    /// Lines that are not empty, trimmed, each once.
    pub(super) fn lines(&self, name: &str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for line in self.text(name).lines().map(str::trim) {
            if !line.is_empty() && lines.iter().all(|it| it != line) {
                lines.push(line.to_owned());
            }
        }
        lines
    }

    /// Whether it is on.
    pub(super) fn switch(&self, name: &str) -> bool {
        matches!(self.text(name), "true" | "on" | "1")
    }

    /// One of some words; the first where there is none.
    pub(super) fn choice<T>(&mut self, name: &'static str, usual: T) -> T
    where
        T: std::str::FromStr<Err = Problem>,
    {
        match self.text(name) {
            "" => usual,
            word => word.parse().unwrap_or_else(|problem| {
                self.problem(name, problem);
                usual
            }),
        }
    }

    pub(super) fn problem(&mut self, name: &str, problem: Problem) {
        self.errors.add(name, problem);
    }

    /// What was read, unless something was wrong.
    pub(super) fn finish<T>(self, read: T) -> Result<T, FieldErrors> {
        self.errors.into_result().map(|()| read)
    }
}
