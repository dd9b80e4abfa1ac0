//! One line.

use std::sync::Arc;

use leptos::prelude::*;
use model::{LogLevel, LogLine};

use crate::i18n::use_messages;

/// Time, level, who wrote it, and what it says.
#[component]
pub(super) fn Line(line: Arc<LogLine>) -> impl IntoView {
    let t = use_messages();
    let iso = line.at.to_iso();
    let clock = clock(line.at.as_millis());
    let level = line.level.map_or("", LogLevel::as_str);
    let source = match &line.server {
        Some(server) => {
            view! { <a href=format!("/servers/{}", server.id)>{server.name.clone()}</a> }.into_any()
        }
        None => t.logs.gateway.into_any(),
    };
    let process = line
        .process_id
        .map(|id| view! { <small title=t.logs.process>{format!("[{id}]")}</small> });
    view! {
        <div class="log-line" data-level=level>
            <time datetime=iso.clone() title=iso>{clock}</time>
            <span class="log-level">{level}</span>
            <span class="log-source">{source} {process}</span>
            <span class="log-text">{line.text.clone()}</span>
        </div>
    }
}

/// The time of day in UTC, to the millisecond: alike on the server and in the browser.
fn clock(millis: i64) -> String {
    let of_day = millis.rem_euclid(86_400_000);
    let (seconds, millis) = (of_day / 1000, of_day % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    format!("{hour:02}:{minute:02}:{second:02}.{millis:03}")
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn shows_the_time_of_day() {
        assert_eq!(clock(0), "00:00:00.000");
        assert_eq!(clock(86_400_000 * 3 + 45_296_789), "12:34:56.789");
    }
}
