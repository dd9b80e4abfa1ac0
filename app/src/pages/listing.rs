//! The state of a list: search, chip and order. All of it stands in the URL, so that it survives a reload, can be
//! sent to somebody, and works as plain links and a plain form.

use std::cmp::Ordering;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::query::href;
use crate::components::{Column, Direction};

/// What of a list is shown, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    path: String,
    text: String,
    show: String,
    owner: String,
    sort: String,
    descending: bool,
}

/// The state of the list at `path`, as the URL of this page has it.
pub(crate) fn use_listing(path: impl Into<String>) -> Memo<Listing> {
    let path = path.into();
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| Listing::of(&path, |name| query.get(name))))
}

impl Listing {
    /// Reads the state out of a query, given as a function from names to values.
    pub(crate) fn of(path: &str, query: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name: &str| query(name).unwrap_or_default();
        Self {
            path: path.to_owned(),
            text: word("q").trim().to_owned(),
            show: word("show"),
            owner: word("owner"),
            sort: word("sort"),
            descending: word("order") == "desc",
        }
    }

    /// The link that shows this.
    pub(crate) fn href(&self) -> String {
        let order = if self.descending { "desc" } else { "" };
        let pairs = [
            ("q", self.text.as_str()),
            ("show", &self.show),
            ("owner", &self.owner),
            ("sort", &self.sort),
            ("order", order),
        ];
        href(&self.path, &pairs)
    }

    /// What is searched for.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The chip that is pressed; empty when it is the one for everything.
    pub(crate) fn show(&self) -> &str {
        &self.show
    }

    /// The same with another chip pressed.
    pub(crate) fn showing(&self, show: &str) -> Self {
        Self {
            show: show.to_owned(),
            ..self.clone()
        }
    }

    /// Whose things are shown; empty for all.
    pub(crate) fn owner(&self) -> &str {
        &self.owner
    }

    /// The same with things of others.
    pub(crate) fn owned_by(&self, owner: &str) -> Self {
        Self {
            owner: owner.to_owned(),
            ..self.clone()
        }
    }

    /// One of the texts holds what is searched for, in any case of its letters.
    pub(crate) fn finds<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let wanted = self.text.to_lowercase();
        texts
            .into_iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    }

    /// The heading that orders by `sort`, and backwards when the list already is in that order.
    /// The first column has the empty word.
    pub(crate) fn heading(&self, column: Column, sort: &str) -> Column {
        let direction = (self.sort == sort).then_some(if self.descending {
            Direction::Descending
        } else {
            Direction::Ascending
        });
        let pressed = Self {
            sort: sort.to_owned(),
            descending: self.sort == sort && !self.descending,
            ..self.clone()
        };
        column.sort(pressed.href(), direction)
    }

    /// Puts rows in order: `compare` gets the word of the column; rows that it takes for equal are ordered by `name`.
    pub(crate) fn sort<T>(
        &self,
        rows: &mut [T],
        name: impl Fn(&T) -> &str,
        compare: impl Fn(&str, &T, &T) -> Ordering,
    ) {
        let by_name = |a: &T, b: &T| {
            let (a, b) = (name(a), name(b));
            a.to_lowercase().cmp(&b.to_lowercase()).then(a.cmp(b))
        };
        rows.sort_by(|a, b| {
            let order = compare(&self.sort, a, b);
            match (order, self.descending) {
                // Only the default order is by name itself, so only it turns names around.
                (Ordering::Equal, true) if self.sort.is_empty() => by_name(b, a),
                (Ordering::Equal, _) => by_name(a, b),
                (order, true) => order.reverse(),
                (order, false) => order,
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Listing;

    fn listing(pairs: &[(&str, &str)]) -> Listing {
        let value = |name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1);
        Listing::of("/servers", |name| value(name).map(str::to_owned))
    }

    fn sorted(listing: &Listing) -> Vec<(&'static str, u8)> {
        let mut rows = vec![("b", 1), ("C", 0), ("a", 1)];
        listing.sort(
            &mut rows,
            |row| row.0,
            |word, a, b| match word {
                "number" => a.1.cmp(&b.1),
                _ => Ordering::Equal,
            },
        );
        rows
    }

    #[test]
    fn its_link_shows_it_again() {
        let all = [
            ("q", "a b"),
            ("show", "http"),
            ("owner", "mine"),
            ("sort", "state"),
            ("order", "desc"),
        ];
        assert_eq!(
            listing(&all).href(),
            "/servers?q=a%20b&show=http&owner=mine&sort=state&order=desc"
        );
        assert_eq!(listing(&[]).href(), "/servers");
    }

    #[test]
    fn a_chip_keeps_search_and_order() {
        let chosen = listing(&[("q", "a"), ("order", "desc")]).showing("http");
        assert_eq!(chosen.href(), "/servers?q=a&show=http&order=desc");
        assert_eq!(
            chosen.owned_by("mine").href(),
            "/servers?q=a&show=http&owner=mine&order=desc"
        );
    }

    #[test]
    fn orders_by_name_without_regard_to_case() {
        assert_eq!(sorted(&listing(&[])), [("a", 1), ("b", 1), ("C", 0)]);
        assert_eq!(
            sorted(&listing(&[("order", "desc")])),
            [("C", 0), ("b", 1), ("a", 1)]
        );
    }

    #[test]
    fn equal_rows_stay_in_the_order_of_their_names() {
        assert_eq!(
            sorted(&listing(&[("sort", "number")])),
            [("C", 0), ("a", 1), ("b", 1)]
        );
        let backwards = listing(&[("sort", "number"), ("order", "desc")]);
        assert_eq!(sorted(&backwards), [("a", 1), ("b", 1), ("C", 0)]);
    }

    #[test]
    fn a_column_that_does_not_exist_means_the_first() {
        assert_eq!(sorted(&listing(&[("sort", "weight")])), sorted(&listing(&[])));
    }

    #[test]
    fn finds_in_any_case() {
        let listing = listing(&[("q", " GitHub ")]);
        assert!(listing.finds(["x", "https://api.github.com"]));
        assert!(!listing.finds(["x"]));
    }
}
