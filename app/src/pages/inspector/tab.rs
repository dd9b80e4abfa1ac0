//! The tabs of an inspection.

use leptos::prelude::*;
use model::{InspectionLists, InspectionView};

use super::inspected::{Inspected, use_chosen};
use crate::{components::*, i18n::use_messages};

/// The tabs, by their word in the URL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Tab {
    #[default]
    Tools,
    Resources,
    Prompts,
    Questions,
    Tasks,
    Ping,
    Notices,
    History,
    Wires,
}

impl Tab {
    const ALL: [Self; 9] = [
        Self::Tools,
        Self::Resources,
        Self::Prompts,
        Self::Questions,
        Self::Tasks,
        Self::Ping,
        Self::Notices,
        Self::History,
        Self::Wires,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Resources => "resources",
            Self::Prompts => "prompts",
            Self::Questions => "questions",
            Self::Tasks => "tasks",
            Self::Ping => "ping",
            Self::Notices => "notifications",
            Self::History => "history",
            Self::Wires => "wires",
        }
    }

    fn is_shown(self, view: &InspectionView) -> bool {
        match self {
            Self::Tasks => view.offers.tasks || view.offers.task_list || !view.tasks.is_empty(),
            Self::Ping => view.offers.ping,
            Self::Wires => view.may_watch,
            _ => true,
        }
    }

    /// How much there is to see.
    fn count(self, view: &InspectionView, lists: &InspectionLists) -> Option<usize> {
        match self {
            Self::Tools => Some(lists.tools.len()),
            Self::Resources => Some(lists.resources.len() + lists.templates.len()),
            Self::Prompts => Some(lists.prompts.len()),
            Self::Questions => Some(view.questions.len()).filter(|count| *count > 0),
            Self::Tasks => Some(view.tasks.len()).filter(|count| *count > 0),
            Self::History => Some(view.exchanges.len()),
            Self::Ping | Self::Notices | Self::Wires => None,
        }
    }
}

/// The tab that the query names.
pub(super) fn use_tab() -> Memo<Tab> {
    let word = use_chosen("tab");
    Memo::new(move |_| {
        let mut tabs = Tab::ALL.into_iter();
        word.with(|word| tabs.find(|tab| Some(tab.word()) == word.as_deref()))
            .unwrap_or_default()
    })
}

/// Links to the tabs.
#[component]
pub(super) fn Tabs(it: Inspected, tab: Memo<Tab>) -> impl IntoView {
    let t = &use_messages().inspector;
    let links = Tab::ALL.map(|one| {
        let is_shown = Memo::new(move |_| it.view.with(|view| one.is_shown(view)));
        let count = Memo::new(move |_| it.view.with(|view| it.lists.with(|lists| one.count(view, lists))));
        let number = move || {
            count.get().map(|count| {
                if one == Tab::Questions {
                    view! { <Tag tone=Tone::Warn>{count}</Tag> }.into_any()
                } else {
                    view! { <span class="tab-count">{count}</span> }.into_any()
                }
            })
        };
        view! {
            <Show when=move || is_shown.get()>
                <a
                    class="tab"
                    href=it.href(one, &[])
                    aria-current=move || (tab.get() == one).then_some("page")
                    data-noscroll="true"
                >
                    {t.tab(one.word())}
                    " "
                    {number}
                </a>
            </Show>
        }
    });
    view! { <nav class="tabs" aria-label=t.tabs>{links.collect_view()}</nav> }
}
