//! What all tabs of an inspection know.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{ExchangeRow, InspectionId, InspectionLists, InspectionView};

use super::{path, tab::Tab};
use crate::pages::query::href;

/// An inspection as it stands now.
#[derive(Clone, Copy)]
pub(super) struct Inspected {
    pub(super) id: InspectionId,
    pub(super) view: Memo<InspectionView>,
    pub(super) lists: Memo<InspectionLists>,
}

impl Inspected {
    /// A link to a tab, with what is chosen in it.
    pub(super) fn href(self, tab: Tab, pairs: &[(&str, &str)]) -> String {
        let all: Vec<_> = [("tab", tab.word())]
            .into_iter()
            .chain(pairs.iter().copied())
            .collect();
        href(&path(self.id), &all)
    }

    /// The latest exchange that fits.
    pub(super) fn latest(
        self,
        fits: impl Fn(&ExchangeRow) -> bool + Send + Sync + 'static,
    ) -> Memo<Option<u64>> {
        Memo::new(move |_| {
            self.view
                .with(|view| view.exchanges.iter().find(|row| fits(row)).map(|row| row.n))
        })
    }
}

/// A parameter of this page.
pub(super) fn use_chosen(name: &'static str) -> Memo<Option<String>> {
    let query = use_query_map();
    Memo::new(move |_| {
        query
            .with(|query| query.get(name))
            .filter(|value| !value.is_empty())
    })
}
