//! The list at the left of a tab.

use leptos::prelude::*;

use super::{
    inspected::{Inspected, use_chosen},
    tab::Tab,
};
use crate::{components::*, i18n::use_messages};

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Line {
    /// The parameter of the URL that names it.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) about: String,
    /// A few words beside it.
    pub(super) marks: Vec<String>,
}

impl Line {
    fn fits(&self, words: &str) -> bool {
        let text = format!("{} {} {}", self.name, self.title, self.about).to_lowercase();
        words
            .to_lowercase()
            .split_whitespace()
            .all(|word| text.contains(word))
    }
}

/// What can be chosen, with a field that filters it.
#[component]
pub(super) fn Choices(
    it: Inspected,
    tab: Tab,
    lines: Memo<Vec<Line>>,
    /// What is chosen: the parameter and its value.
    chosen: Memo<Option<(&'static str, String)>>,
) -> impl IntoView {
    let t = &use_messages().inspector;
    let words = use_chosen("q");
    let shown = Memo::new(move |_| {
        let words = words.get().unwrap_or_default();
        lines.with(|lines| {
            lines
                .iter()
                .filter(|line| line.fits(&words))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    view! {
        <Card title=t.tab(tab.word()) flush=true>
            <Toolbar><SearchBox label=t.filter/></Toolbar>
            <Show when=move || shown.with(Vec::is_empty)>
                <p class="nothing-found" role="status">{t.none_fits}</p>
            </Show>
            <ul class="lines">
                <For each=move || shown.get() key=Clone::clone let:line>
                    {one(it, tab, line, chosen, words)}
                </For>
            </ul>
        </Card>
    }
}

fn one(
    it: Inspected,
    tab: Tab,
    line: Line,
    chosen: Memo<Option<(&'static str, String)>>,
    words: Memo<Option<String>>,
) -> AnyView {
    let (kind, name) = (line.kind, line.name.clone());
    let href = move || {
        let words = words.get().unwrap_or_default();
        it.href(tab, &[(kind, &name), ("q", &words)])
    };
    let name = line.name.clone();
    let is_chosen = move || {
        let is_chosen = chosen.with(|chosen| chosen.as_ref().is_some_and(|it| it.0 == kind && it.1 == name));
        is_chosen.then_some("true")
    };
    let marks = line.marks.into_iter().map(|mark| view! { " " <Tag>{mark}</Tag> });
    let marks = marks.collect_view();
    let about = if line.title.is_empty() {
        line.about
    } else {
        line.title
    };
    view! {
        <li>
            <a class="line" href=href aria-current=is_chosen data-noscroll="true">
                <span><code class="code">{line.name}</code> {marks}</span>
                <span class="clip">{first_line(&about).to_owned()}</span>
            </a>
        </li>
    }
    .into_any()
}

fn first_line(text: &str) -> &str {
    text.lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
}
