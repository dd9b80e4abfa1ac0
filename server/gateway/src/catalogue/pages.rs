//! A list, serialised once and cut into pages.

use bytes::Bytes;
use sha2::{Digest, Sha256};

/// Entries on one page. Most clients ask for all pages anyway; the bound keeps single answers bearable.
pub(crate) const PAGE_SIZE: usize = 1000;

/// The result objects of a list method, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Pages {
    pages: Vec<Bytes>,
    fingerprint: Fingerprint,
}

/// Tells lists apart.
pub(crate) type Fingerprint = [u8; 8];

impl Pages {
    /// Serialises entries (raw JSON objects) under `key`, `PAGE_SIZE` on each page.
    pub(crate) fn new(key: &str, entries: &[Vec<u8>]) -> Self {
        let fingerprint = fingerprint(entries);
        let count = entries.len().div_ceil(PAGE_SIZE).max(1);
        let pages = (0..count)
            .map(|page| {
                let rest = &entries[page * PAGE_SIZE..];
                let next = (page + 1 < count).then(|| cursor(fingerprint, page + 1));
                serialise(key, &rest[..rest.len().min(PAGE_SIZE)], next.as_deref())
            })
            .collect();
        Self { pages, fingerprint }
    }

    /// The page that a cursor names, the first without one; `None` when the cursor is not of this list.
    pub(crate) fn get(&self, wanted: Option<&str>) -> Option<&Bytes> {
        match wanted {
            None => self.pages.first(),
            Some(wanted) => (1..self.pages.len())
                .find(|&page| cursor(self.fingerprint, page) == wanted)
                .map(|page| &self.pages[page]),
        }
    }

    /// All of them, in order.
    pub(super) fn all(&self) -> &[Bytes] {
        &self.pages
    }

    /// The same for lists that look the same to a client.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

/// Opaque to clients. It names the list as well as the page: after a change the pages of the old list mean nothing.
fn cursor(fingerprint: [u8; 8], page: usize) -> String {
    format!("{}-{page}", hex::encode(fingerprint))
}

fn fingerprint(entries: &[Vec<u8>]) -> [u8; 8] {
    let mut hasher = Sha256::new();
    for entry in entries {
        hasher.update(entry);
        hasher.update(b"\n");
    }
    let digest = hasher.finalize();
    std::array::from_fn(|at| digest[at])
}

fn serialise(key: &str, entries: &[Vec<u8>], next: Option<&str>) -> Bytes {
    let mut page = Vec::with_capacity(64 + entries.iter().map(|entry| entry.len() + 1).sum::<usize>());
    page.extend_from_slice(format!("{{\"{key}\":[").as_bytes());
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            page.push(b',');
        }
        page.extend_from_slice(entry);
    }
    page.push(b']');
    if let Some(next) = next {
        page.extend_from_slice(format!(",\"nextCursor\":\"{next}\"").as_bytes());
    }
    page.push(b'}');
    page.into()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{PAGE_SIZE, Pages};

    fn entries(count: usize) -> Vec<Vec<u8>> {
        (0..count)
            .map(|n| format!("{{\"name\":\"t{n}\"}}").into_bytes())
            .collect()
    }

    /// All names, page by page, following the cursors.
    fn walk(pages: &Pages) -> Vec<usize> {
        let (mut cursor, mut sizes) = (None::<String>, Vec::new());
        loop {
            let page: Value = serde_json::from_slice(pages.get(cursor.as_deref()).unwrap()).unwrap();
            sizes.push(page["things"].as_array().unwrap().len());
            match page.get("nextCursor") {
                Some(next) => cursor = Some(next.as_str().unwrap().to_owned()),
                None => return sizes,
            }
        }
    }

    #[test]
    fn every_entry_stands_on_one_page() {
        assert_eq!(walk(&Pages::new("things", &[])), [0]);
        assert_eq!(walk(&Pages::new("things", &entries(PAGE_SIZE))), [PAGE_SIZE]);
        assert_eq!(
            walk(&Pages::new("things", &entries(2 * PAGE_SIZE + 1))),
            [PAGE_SIZE, PAGE_SIZE, 1]
        );
    }

    #[test]
    fn a_cursor_of_another_list_is_unknown() {
        let (old, new) = (
            Pages::new("things", &entries(1500)),
            Pages::new("things", &entries(1501)),
        );
        let page: Value = serde_json::from_slice(old.get(None).unwrap()).unwrap();
        let cursor = page["nextCursor"].as_str();
        assert!(old.get(cursor).is_some());
        assert!(new.get(cursor).is_none());
        assert!(new.get(Some("")).is_none());
    }

    #[test]
    fn equal_entries_make_the_same_list() {
        let list = Pages::new("things", &entries(3));
        assert_eq!(
            list.fingerprint(),
            Pages::new("things", &entries(3)).fingerprint()
        );
        assert_ne!(
            list.fingerprint(),
            Pages::new("things", &entries(2)).fingerprint()
        );
    }
}
