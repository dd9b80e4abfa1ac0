//! Tables that become lists of cards on a small screen.

use leptos::prelude::*;

use super::{Icon, IconName};

/// Which way a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From small to large.
    Ascending,
    /// From large to small.
    Descending,
}

/// The heading of a column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    label: String,
    is_number: bool,
    is_hidden_when_small: bool,
    is_blank: bool,
    sort: Option<(String, Option<Direction>)>,
}

impl Column {
    /// A column with this heading.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// A column whose heading only screen readers say.
    pub fn blank(label: impl Into<String>) -> Self {
        Self {
            is_blank: true,
            ..Self::new(label)
        }
    }

    /// Figures: to the right.
    #[must_use]
    pub fn number(mut self) -> Self {
        self.is_number = true;
        self
    }

    /// Not shown where there is little room.
    #[must_use]
    pub fn hide_small(mut self) -> Self {
        self.is_hidden_when_small = true;
        self
    }

    /// A link that sorts by it, and how the table is sorted by it now.
    #[must_use]
    pub fn sort(mut self, href: impl Into<String>, now: Option<Direction>) -> Self {
        self.sort = Some((href.into(), now));
        self
    }
}

/// A table. Cells of its rows say by their class what becomes of them on a small screen: `cell-title`, `cell-state`,
/// `cell-side`, `cell-actions`, `hide-small`; other cells become a line of their own, with `data-label` before it.
#[component]
pub fn Table(
    /// What it lists, for screen readers.
    #[prop(into)]
    label: String,
    /// Its columns.
    columns: Vec<Column>,
    /// Its rows.
    children: Children,
) -> impl IntoView {
    let headings = columns
        .into_iter()
        .map(|column| view! { <Heading column/> })
        .collect_view();
    // `role`s are written out: `display` on a small screen would take them away from screen readers.
    view! {
        <table class="table" role="table" aria-label=label>
            <thead role="rowgroup">
                <tr role="row">{headings}</tr>
            </thead>
            <tbody role="rowgroup">{children()}</tbody>
        </table>
    }
}

#[component]
fn Heading(column: Column) -> impl IntoView {
    let now = column.sort.as_ref().and_then(|(_, now)| *now);
    let aria_sort = now.map(|now| match now {
        Direction::Ascending => "ascending",
        Direction::Descending => "descending",
    });
    let content = match column.sort {
        Some((href, now)) => view! {
            <a class="sort" href=href data-noscroll="true">
                {column.label}
                {now.map(|now| {
                    let name = if now == Direction::Ascending { IconName::Up } else { IconName::Down };
                    view! { <Icon name/> }
                })}
            </a>
        }
        .into_any(),
        None if column.is_blank => view! { <span class="sr-only">{column.label}</span> }.into_any(),
        None => column.label.into_any(),
    };
    view! {
        <th
            class:number=column.is_number
            class:hide-small=column.is_hidden_when_small
            role="columnheader"
            scope="col"
            aria-sort=aria_sort
        >
            {content}
        </th>
    }
}
