//! Calls over time, drawn on the server: bars for calls and errors, a line for p95; and the same as a table.

use leptos::prelude::*;
use model::{CallGroup, CallPoint};

use crate::{components::*, i18n::use_messages};

const WIDTH: u64 = 960;
const HEIGHT: u64 = 120;
/// Between two bars.
const GAP: u64 = 2;
/// Few bars are not drawn as wide as the whole.
const FEWEST: u64 = 12;

#[component]
pub(super) fn Chart(all: CallGroup, points: Vec<CallPoint>) -> impl IntoView {
    let t = use_messages();
    if points.is_empty() {
        return ().into_any();
    }
    let name = (t.audit.chart)(all.calls, all.errors);
    let shapes = Shapes::of(&points);
    view! {
        <figure class="chart">
            <svg
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
                role="img"
                aria-label=name
            >
                <path class="chart-calls" d=shapes.calls/>
                <path class="chart-errors" d=shapes.errors/>
                <polyline class="chart-line" points=shapes.line vector-effect="non-scaling-stroke"/>
            </svg>
            <figcaption class="muted">{t.audit.figures_text}</figcaption>
        </figure>
        <details class="fold">
            <summary>{t.audit.as_table}</summary>
            <Points points/>
        </details>
    }
    .into_any()
}

#[component]
fn Points(points: Vec<CallPoint>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.overview.when),
        Column::new(t.audit.calls).number(),
        Column::new(t.audit.errors).number(),
        Column::new("p95").number(),
    ];
    let rows = points
        .into_iter()
        .filter(|point| 0 < point.calls)
        .map(|point| {
            view! {
                <tr role="row">
                    <td role="cell" class="cell-title"><Time at=point.at/></td>
                    <td role="cell" class="number" data-label=t.audit.calls>{point.calls}</td>
                    <td role="cell" class="number" data-label=t.audit.errors>{point.errors}</td>
                    <td role="cell" class="number" data-label="p95">{elapsed(point.p95_us)}</td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table label=t.audit.over_time columns>{rows}</Table> }
}

/// What is drawn, each kind as one path.
struct Shapes {
    calls: String,
    errors: String,
    line: String,
}

impl Shapes {
    fn of(points: &[CallPoint]) -> Self {
        let most_calls = points.iter().map(|it| it.calls).max().unwrap_or(0).max(1);
        let longest = points.iter().map(|it| it.p95_us).max().unwrap_or(0).max(1);
        let width = (WIDTH / (points.len() as u64).max(FEWEST)).max(GAP + 1);
        let (mut calls, mut errors, mut line) = (String::new(), String::new(), Vec::new());
        for (at, point) in points.iter().enumerate() {
            let x = at as u64 * width;
            calls.push_str(&bar(x, width - GAP, scaled(point.calls, most_calls)));
            errors.push_str(&bar(x, width - GAP, scaled(point.errors, most_calls)));
            if 0 < point.calls {
                let y = HEIGHT - scaled(point.p95_us, longest);
                line.push(format!("{},{y}", x + (width - GAP) / 2));
            }
        }
        Self {
            calls,
            errors,
            line: line.join(" "),
        }
    }
}

/// From the bottom up.
fn bar(x: u64, width: u64, height: u64) -> String {
    if height == 0 {
        return String::new();
    }
    format!("M{x} {HEIGHT}v-{height}h{width}v{height}z")
}

/// What there is can be seen, however little it is.
fn scaled(value: u64, most: u64) -> u64 {
    if value == 0 {
        return 0;
    }
    let room = HEIGHT - 4;
    let height = u128::from(value) * u128::from(room) / u128::from(most);
    u64::try_from(height).unwrap_or(room).clamp(1, room)
}

#[cfg(test)]
mod tests {
    use model::{CallPoint, Timestamp};

    use super::{HEIGHT, Shapes, scaled};

    #[test]
    fn little_is_seen_and_nothing_is_not() {
        assert_eq!(scaled(0, 100), 0);
        assert_eq!(scaled(1, 1_000_000), 1);
        assert_eq!(scaled(u64::MAX, u64::MAX), HEIGHT - 4);
    }

    #[test]
    fn bars_and_line_are_those_of_the_points() {
        let point = |calls, errors, p95_us| CallPoint {
            at: Timestamp::from_millis(0),
            calls,
            errors,
            p95_us,
        };
        let shapes = Shapes::of(&[point(2, 1, 10), point(0, 0, 0), point(1, 0, 5)]);
        assert_eq!(shapes.calls, "M0 120v-116h78v116zM160 120v-58h78v58z");
        assert_eq!(shapes.errors, "M0 120v-58h78v58z");
        assert_eq!(shapes.line, "39,4 199,62");
    }
}
