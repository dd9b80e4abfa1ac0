//! JSON that keeps what was written: the order of members, and numbers digit by digit.

use std::fmt;

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::Problem;

/// What is nested deeper than this is no value for a form.
const MAX_DEPTH: usize = 100;

/// A JSON value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Json {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Flag(bool),
    /// A number as it is written.
    Number(String),
    /// A text.
    Text(String),
    /// Values in their order.
    List(Vec<Json>),
    /// Members in their order.
    Object(Vec<(String, Json)>),
    /// What somebody types that is not JSON yet. It is written as it is, so that a value with it is refused.
    Unfinished(String),
}

impl Json {
    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let bad = |error: &serde_json::Error| Problem::BadJson {
            line: error.line(),
            column: error.column(),
        };
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| bad(&error))?;
        read(raw, MAX_DEPTH).map_err(|error| bad(&error))
    }

    /// What a field with a number or a word of JSON in it says: a number if it is one, else the text.
    pub fn number_or_text(typed: &str) -> Self {
        match Self::parse(typed.trim()) {
            Ok(Self::Number(number)) => Self::Number(number),
            _ => Self::Text(typed.to_owned()),
        }
    }

    /// The member of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The value at a pointer (RFC 6901).
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        let mut here = self;
        for step in steps(pointer) {
            here = match here {
                Self::List(items) => items.get(step.parse::<usize>().ok()?)?,
                other => other.get(&step)?,
            };
        }
        Some(here)
    }

    /// Puts a value at a pointer. Objects on the way that are not there are made; what is something else than a way
    /// makes room.
    pub fn set(&mut self, pointer: &str, value: Self) {
        let mut here = self;
        for step in steps(pointer) {
            here = here.step_into(step);
        }
        *here = value;
    }

    /// Takes away what is at a pointer.
    pub fn remove(&mut self, pointer: &str) {
        let Some((parent, last)) = pointer.rsplit_once('/') else {
            return;
        };
        let last = plain(last);
        match self.at_mut(parent) {
            Some(Self::Object(members)) => members.retain(|(key, _)| *key != last),
            Some(Self::List(items)) => {
                if let Some(index) = last.parse().ok().filter(|index| *index < items.len()) {
                    items.remove(index);
                }
            }
            _ => {}
        }
    }

    /// The value at a pointer, to be changed.
    pub fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        let mut here = self;
        for step in steps(pointer) {
            here = match here {
                Self::List(items) => items.get_mut(step.parse::<usize>().ok()?)?,
                Self::Object(members) => &mut members.iter_mut().find(|(key, _)| *key == step)?.1,
                _ => return None,
            };
        }
        Some(here)
    }

    /// Calls a member otherwise, at its place. Nothing happens when there is one of that name.
    pub fn rename(&mut self, pointer: &str, from: &str, to: &str) {
        if let Some(Self::Object(members)) = self.at_mut(pointer)
            && !members.iter().any(|(key, _)| key == to)
            && let Some((key, _)) = members.iter_mut().find(|(key, _)| key == from)
        {
            to.clone_into(key);
        }
    }

    /// The items of a list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The members of an object.
    pub fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number as a count, if it is one.
    pub fn as_count(&self) -> Option<usize> {
        match self {
            Self::Number(number) => number.parse().ok(),
            _ => None,
        }
    }

    /// What stands in a field of one line: texts without quotes, nothing for null, everything else as JSON.
    pub fn in_a_field(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) | Self::Unfinished(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// Indented by two blanks.
    pub fn indented(&self) -> String {
        let mut text = String::new();
        self.indent(&mut text, 0);
        text
    }

    fn step_into(&mut self, step: String) -> &mut Self {
        if matches!(self, Self::List(_))
            && let Ok(index) = step.parse::<usize>()
        {
            let Self::List(items) = self else {
                unreachable!("it is one")
            };
            if index >= items.len() {
                items.resize(index + 1, Self::Null);
            }
            return &mut items[index];
        }
        if !matches!(self, Self::Object(_)) {
            *self = Self::Object(Vec::new());
        }
        let Self::Object(members) = self else {
            unreachable!("it has just become one")
        };
        let found = members.iter().position(|(key, _)| *key == step);
        let index = found.unwrap_or_else(|| {
            members.push((step, Self::Null));
            members.len() - 1
        });
        &mut members[index].1
    }

    fn indent(&self, text: &mut String, depth: usize) {
        let line = |text: &mut String, depth: usize| {
            text.push('\n');
            text.push_str(&"  ".repeat(depth));
        };
        match self {
            Self::List(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    text.push(if index == 0 { '[' } else { ',' });
                    line(text, depth + 1);
                    item.indent(text, depth + 1);
                }
                line(text, depth);
                text.push(']');
            }
            Self::Object(members) if !members.is_empty() => {
                for (index, (key, value)) in members.iter().enumerate() {
                    text.push(if index == 0 { '{' } else { ',' });
                    line(text, depth + 1);
                    text.push_str(&quoted(key));
                    text.push_str(": ");
                    value.indent(text, depth + 1);
                }
                line(text, depth);
                text.push('}');
            }
            other => text.push_str(&other.to_string()),
        }
    }
}

/// Compact.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Number(text) | Self::Unfinished(text) => f.write_str(text),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (key, value)) in members.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{}:{value}", quoted(key))?;
                }
                f.write_str("}")
            }
        }
    }
}

/// The pointer of something below.
pub fn below(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"))
}

fn steps(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(plain)
}

fn plain(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn read(raw: &RawValue, depth: usize) -> Result<Json, serde_json::Error> {
    if depth == 0 {
        return Err(serde::de::Error::custom("nested too deeply"));
    }
    let text = raw.get();
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let mut reader = serde_json::Deserializer::from_str(text);
            let members = reader.deserialize_map(Members)?.into_iter();
            let members = members.map(|(key, raw)| Ok((key, read(raw, depth - 1)?)));
            Json::Object(members.collect::<Result<_, serde_json::Error>>()?)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            let items = items.into_iter().map(|raw| read(raw, depth - 1));
            Json::List(items.collect::<Result<_, _>>()?)
        }
        Some(b'"') => Json::Text(serde_json::from_str(text)?),
        Some(b't') => Json::Flag(true),
        Some(b'f') => Json::Flag(false),
        Some(b'n') => Json::Null,
        _ => Json::Number(text.to_owned()),
    })
}

/// The members of an object in their order, unread. Of two with one name the later stays, at the place of the first.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members: Self::Value = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
            match members.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => *known = value,
                None => members.push((key, value)),
            }
        }
        Ok(members)
    }
}
