//! The five tools.

use std::{
    borrow::Cow,
    sync::LazyLock,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{Reply, SlowCount, invalid_params};
use crate::frame;

/// The result of `tools/list`, as JSON text on one line.
pub(super) fn list() -> &'static str {
    // A frame over stdio is one line; JSON has no line breaks inside strings, so joining lines is safe.
    static LIST: LazyLock<String> = LazyLock::new(|| {
        let tools: String = include_str!("tools.json").lines().map(str::trim).collect();
        format!(r#"{{"tools":{tools}}}"#)
    });
    &LIST
}

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    arguments: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "_meta")]
    meta: Meta<'a>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Meta<'a> {
    #[serde(borrow)]
    progress_token: Option<&'a RawValue>,
}

/// Answers `tools/call`. Arguments that do not fit are the tool's error, which the model can read and
/// correct; only an unknown tool is the protocol's.
pub(super) fn call(id: &RawValue, params: Option<&RawValue>) -> Reply {
    let Some(params) = params else {
        return invalid_params(id, "tools/call needs params with the name of a tool");
    };
    let call: Call<'_> = match serde_json::from_str(params.get()) {
        Ok(call) => call,
        Err(error) => return invalid_params(id, &format!("cannot read the params of tools/call: {error}")),
    };
    let result = match &*call.name {
        "echo" => echo(call.arguments),
        "add" => add(call.arguments),
        "now" => Ok(text(&now())),
        "fail" => fail(call.arguments),
        "slow_count" => match SlowCount::new(id, call.meta.progress_token, call.arguments) {
            Ok(counting) => return Reply::Later(counting),
            Err(problem) => Err(problem),
        },
        unknown => return invalid_params(id, &format!("Unknown tool: {unknown}")),
    };
    Reply::Now(frame::result(
        id,
        &result.unwrap_or_else(|problem| error(&problem)),
    ))
}

/// The arguments as the tool's own type; no arguments are an empty object.
pub(super) fn arguments<T: DeserializeOwned>(raw: Option<&RawValue>) -> Result<T, String> {
    serde_json::from_str(raw.map_or("{}", RawValue::get))
        .map_err(|error| format!("Invalid arguments: {error}"))
}

/// A result with one text.
pub(super) fn text(text: &str) -> String {
    format!(
        r#"{{"content":[{{"type":"text","text":{}}}]}}"#,
        frame::quote(text)
    )
}

fn error(text: &str) -> String {
    format!(
        r#"{{"content":[{{"type":"text","text":{}}}],"isError":true}}"#,
        frame::quote(text)
    )
}

fn echo(raw: Option<&RawValue>) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Arguments {
        message: String,
    }
    let Arguments { message } = arguments(raw)?;
    Ok(text(&message))
}

fn add(raw: Option<&RawValue>) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Arguments {
        a: f64,
        b: f64,
    }
    let Arguments { a, b } = arguments(raw)?;
    // `Display` writes 5, not 5.0; a sum beyond the range of numbers has no JSON form.
    let sum = a + b;
    if !sum.is_finite() {
        return Err("The sum is too large".to_owned());
    }
    Ok(format!(
        r#"{{"content":[{{"type":"text","text":"{sum}"}}],"structuredContent":{{"sum":{sum}}}}}"#
    ))
}

fn fail(raw: Option<&RawValue>) -> Result<String, String> {
    #[derive(Deserialize)]
    #[serde(default)]
    struct Arguments {
        reason: String,
    }
    impl Default for Arguments {
        fn default() -> Self {
            Self {
                reason: "This tool always fails".to_owned(),
            }
        }
    }
    let Arguments { reason } = arguments(raw)?;
    Err(reason)
}

fn now() -> String {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    utc(since_1970.as_secs())
}

/// Seconds since 1970 as ISO 8601, by counting whole years and months: this server has no date library.
pub(crate) fn utc(seconds: u64) -> String {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut days, of_day) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 0;
    let lengths = [
        31,
        28 + u64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let (hour, minute, second) = (of_day / 3600, of_day % 3600 / 60, of_day % 60);
    format!(
        "{year:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
        month + 1,
        days + 1
    )
}
