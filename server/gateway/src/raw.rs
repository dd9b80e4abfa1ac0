//! JSON objects as ordered pairs of raw text, so that one field changes and all others are copied byte for byte.
//!
//! A field we do not know, the order of keys and the spelling of numbers (`1.0`, `1e5`, 30 digits) survive, because
//! nothing is ever turned into a value. JSON that two parsers could read differently (duplicate keys, protocol keys
//! in another case) is refused instead of guessed at.

use std::{borrow::Cow, fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// How deep arrays and objects may nest: as deep as `serde_json` reads values, since peers use it, too. It skips raw
/// values without a bound.
pub(crate) const MAX_DEPTH: usize = 127;

/// Up to so many keys, comparing each with each is faster than sorting them.
const FEW_KEYS: usize = 24;

/// Text that is not JSON as we accept it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Malformed {
    /// Not UTF-8.
    #[error("the text is not UTF-8")]
    NotUtf8(#[source] std::str::Utf8Error),
    /// Not JSON, or not an object.
    #[error("the text is not a valid JSON object")]
    Syntax(#[source] serde_json::Error),
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("the JSON nests deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// The same key twice in one object.
    #[error("the key {0:?} occurs twice in one object")]
    DuplicateKey(String),
    /// A key of the protocol in other letters.
    #[error("the key {found:?} must be written {expected:?}")]
    KeyCase {
        /// As it stands in the text.
        found: String,
        /// As the protocol writes it.
        expected: &'static str,
    },
}

impl Malformed {
    /// The text is no JSON at all, rather than JSON that we refuse.
    pub(crate) fn is_syntax(&self) -> bool {
        match self {
            Self::NotUtf8(_) => true,
            Self::Syntax(error) => !error.is_data(),
            Self::TooDeep | Self::DuplicateKey(_) | Self::KeyCase { .. } => false,
        }
    }
}

/// The bytes as text, once their encoding and depth are known to be harmless. Everything below borrows from it.
pub(crate) fn checked_text(bytes: &[u8]) -> Result<&str, Malformed> {
    let text = std::str::from_utf8(bytes).map_err(Malformed::NotUtf8)?;
    if nests_too_deep(bytes) {
        return Err(Malformed::TooDeep);
    }
    Ok(text)
}

fn nests_too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for &byte in bytes {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return true;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// The value of a JSON string; `None` when the raw value is something else. Allocates only for escapes.
pub(crate) fn decode_string(raw: &RawValue) -> Option<Cow<'_, str>> {
    let text = raw.get();
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str::<String>(text).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// The value can stand as a request's id or as a progress token.
pub(crate) fn is_string_or_number(raw: &RawValue) -> bool {
    matches!(raw.get().as_bytes().first(), Some(b'"' | b'-' | b'0'..=b'9'))
}

/// Where `part` stands in `whole`.
///
/// # Panics
/// When `part` was not borrowed from `whole`.
pub(crate) fn range_of(whole: &[u8], part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize)
        .checked_sub(whole.as_ptr() as usize)
        .filter(|start| start + part.len() <= whole.len())
        .expect("the part is borrowed from the whole");
    start..start + part.len()
}

/// Makes a frame one line. A line break in valid JSON is always white space between tokens (inside strings it must
/// be escaped), so a blank means the same; stdio and SSE both end a message at a line break.
pub(crate) fn make_single_line(frame: &mut [u8]) {
    for byte in frame {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

/// One field of a [`RawObject`].
#[derive(Clone)]
pub(crate) struct Field<'a> {
    /// The key as text.
    pub(crate) key: Cow<'a, str>,
    /// The value as it was written.
    pub(crate) value: &'a RawValue,
    /// The key as it was written, quotes and escapes included.
    raw_key: &'a str,
}

/// An object as ordered pairs that borrow from the text they were read from.
#[derive(Clone, Default)]
pub(crate) struct RawObject<'a> {
    fields: Vec<Field<'a>>,
}

// === impl RawObject ===

impl<'a> RawObject<'a> {
    /// Reads the fields of an object. `protocol_keys` are the keys that decide something here: written in other
    /// letters they are refused, since a laxer parser behind us might obey them.
    pub(crate) fn parse(text: &'a str, protocol_keys: &[&'static str]) -> Result<Self, Malformed> {
        let object: Self = serde_json::from_str(text).map_err(Malformed::Syntax)?;
        object.check_keys(protocol_keys)?;
        Ok(object)
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.fields
            .iter()
            .find(|field| field.key == key)
            .map(|field| field.value)
    }

    /// All fields in their order.
    pub(crate) fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    /// The object without a key.
    pub(crate) fn without(mut self, key: &str) -> Self {
        self.fields.retain(|field| field.key != key);
        self
    }

    /// Appends the object to `out` with some values replaced; keys that it does not have are added at the end.
    /// The replacements must be valid JSON.
    pub(crate) fn write_with(&self, out: &mut Vec<u8>, replacements: &[(&str, &[u8])]) {
        self.write(out, replacements, None);
    }

    /// As [`RawObject::write_with`], in two halves around the value of `hole`, which is filled in later. Without
    /// such a key the second half is empty and the first is the whole.
    pub(crate) fn write_around(&self, hole: &str, replacements: &[(&str, &[u8])]) -> (Vec<u8>, Vec<u8>) {
        let mut head = Vec::with_capacity(128);
        let at = self.write(&mut head, replacements, Some(hole));
        let tail = at.map(|at| head.split_off(at)).unwrap_or_default();
        (head, tail)
    }

    fn write(&self, out: &mut Vec<u8>, replacements: &[(&str, &[u8])], hole: Option<&str>) -> Option<usize> {
        let mut hole_at = None;
        let mut separator = b'{';
        for field in &self.fields {
            out.push(separator);
            separator = b',';
            out.extend_from_slice(field.raw_key.as_bytes());
            out.push(b':');
            if hole == Some(&*field.key) {
                hole_at = Some(out.len());
                continue;
            }
            let replacement = replacements.iter().find(|(key, _)| field.key == *key);
            out.extend_from_slice(replacement.map_or(field.value.get().as_bytes(), |(_, value)| value));
        }
        for (key, value) in replacements.iter().filter(|(key, _)| self.get(key).is_none()) {
            out.push(separator);
            separator = b',';
            write_string(out, key);
            out.push(b':');
            out.extend_from_slice(value);
        }
        if separator == b'{' {
            out.push(separator);
        }
        out.push(b'}');
        hole_at
    }

    fn check_keys(&self, protocol_keys: &[&'static str]) -> Result<(), Malformed> {
        for field in &self.fields {
            let lookalike = protocol_keys
                .iter()
                .find(|name| field.key.eq_ignore_ascii_case(name) && field.key != **name);
            if let Some(expected) = lookalike {
                return Err(Malformed::KeyCase {
                    found: field.key.clone().into_owned(),
                    expected,
                });
            }
        }
        match self.duplicate() {
            Some(key) => Err(Malformed::DuplicateKey(key.to_owned())),
            None => Ok(()),
        }
    }

    fn duplicate(&self) -> Option<&str> {
        if self.fields.len() <= FEW_KEYS {
            let twice = |(at, field): &(usize, &Field<'a>)| {
                self.fields[..*at].iter().any(|other| other.key == field.key)
            };
            return self
                .fields
                .iter()
                .enumerate()
                .find(twice)
                .map(|(_, field)| &*field.key);
        }
        let mut keys: Vec<&str> = self.fields.iter().map(|field| &*field.key).collect();
        keys.sort_unstable();
        keys.windows(2)
            .find(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawObject<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Vec<Field<'de>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(8);
                // Keys are read raw too: an escaped key must leave as it came.
                while let Some((key, value)) = map.next_entry::<&'de RawValue, &'de RawValue>()? {
                    let raw_key = key.get();
                    let key = decode_string(key)
                        .ok_or_else(|| serde::de::Error::custom("a key is not a valid string"))?;
                    fields.push(Field { key, value, raw_key });
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Fields).map(|fields| Self { fields })
    }
}

/// Appends a JSON string.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("writing a string to memory cannot fail");
}

#[cfg(test)]
pub(crate) mod arbitrary;
#[cfg(test)]
mod tests;
