//! How much a line of stderr matters. Programs say it in many ways; most say it near the beginning.

use model::LogLevel;

/// Behind so many bytes a word is part of what is told.
const NEAR: usize = 80;
/// So much of a line that is one JSON object is looked at.
const OBJECT: usize = 2048;
/// Names of the field that says it, in lines that are objects or pairs.
const FIELDS: [&str; 4] = ["level", "severity", "lvl", "levelname"];

/// What the line says of itself.
pub(super) fn of(line: &str) -> Option<LogLevel> {
    let line = line.trim_start();
    if line.starts_with('{') {
        return by_field(&line[..line.floor_char_boundary(OBJECT)]);
    }
    let near = &line[..line.floor_char_boundary(NEAR)];
    by_field(near).or_else(|| by_word(near))
}

/// `"level":"warn"`, `level=warn`, and the numbers of pino and bunyan.
fn by_field(text: &str) -> Option<LogLevel> {
    FIELDS.into_iter().find_map(|field| {
        let at = text.find(field)?;
        let rest = text[at + field.len()..].trim_start_matches(['"', ' ']);
        let value = rest.strip_prefix([':', '='])?.trim_start_matches([' ', '"']);
        let end = value
            .find(|it: char| !it.is_ascii_alphanumeric())
            .unwrap_or(value.len());
        level(&value[..end]).or_else(|| match &value[..end] {
            "60" | "50" => Some(LogLevel::Error),
            "40" => Some(LogLevel::Warn),
            "30" => Some(LogLevel::Info),
            "20" => Some(LogLevel::Debug),
            "10" => Some(LogLevel::Trace),
            _ => None,
        })
    })
}

/// `ERROR:`, `[warn]`, `2026-07-28 … INFO …`: a word in capitals, or one that a bracket or a colon ends.
fn by_word(text: &str) -> Option<LogLevel> {
    let mut from = 0;
    while let Some(start) = text[from..]
        .find(|it: char| it.is_ascii_alphabetic())
        .map(|at| from + at)
    {
        let end = text[start..]
            .find(|it: char| !it.is_ascii_alphabetic())
            .map_or(text.len(), |at| start + at);
        let word = &text[start..end];
        let is_marked =
            text[end..].starts_with([':', ']', '|']) || word.bytes().all(|it| it.is_ascii_uppercase());
        if let Some(level) = level(word).filter(|_| is_marked) {
            return Some(level);
        }
        from = end;
    }
    None
}

fn level(word: &str) -> Option<LogLevel> {
    match word.to_ascii_lowercase().as_str() {
        "error" | "err" | "fatal" | "critical" | "crit" | "panic" | "emerg" | "alert" => {
            Some(LogLevel::Error)
        }
        "warn" | "warning" => Some(LogLevel::Warn),
        "info" | "notice" | "information" => Some(LogLevel::Info),
        "debug" | "dbg" => Some(LogLevel::Debug),
        "trace" | "verbose" => Some(LogLevel::Trace),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use model::LogLevel::{Debug, Error, Info, Trace, Warn};

    use super::of;

    #[test]
    fn reads_what_programs_write() {
        for (line, level) in [
            ("ERROR: no such file", Some(Error)),
            ("[warn] slow", Some(Warn)),
            ("2026-07-28T10:00:00Z  INFO server: ready", Some(Info)),
            ("INFO:     Application startup complete.", Some(Info)),
            (r#"{"level":"debug","msg":"x"}"#, Some(Debug)),
            (r#"{"time":1,"level":50,"msg":"x"}"#, Some(Error)),
            ("level=trace msg=x", Some(Trace)),
            ("time=1 lvl=warn msg=x", Some(Warn)),
            ("npm WARN deprecated", Some(Warn)),
            ("Warning: this is old", Some(Warn)),
            ("listening on stdio", None),
            ("no error so far", None),
            ("Secure MCP Filesystem Server running on stdio", None),
            ("", None),
        ] {
            assert_eq!(of(line), level, "{line}");
        }
    }
}
