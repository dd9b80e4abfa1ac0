//! The words of all tools, and how much each counts for a tool.

use std::collections::HashMap;

use super::words::Reader;

/// How much a word counts in each field, beside how rare it is.
const WEIGHTS: [f32; FIELDS] = [4.0, 3.0, 1.5, 1.0, 0.5, 0.3];

/// How much longer texts count less, by field: 0 is not at all, 1 in proportion.
const LENGTH: [f32; FIELDS] = [0.3, 0.4, 0.6, 0.5, 0.7, 0.9];

/// How fast a word that occurs often counts no more (the `k1` of BM25).
const SATURATION: f32 = 1.2;

const FIELDS: usize = 6;

/// One tool, as it is searched.
#[derive(Debug, Clone, Default)]
pub struct Entry<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it does.
    pub description: &'a str,
    /// Names of its arguments, with blanks between them.
    pub arguments: String,
    /// What they are.
    pub argument_words: String,
    /// What its server says of itself.
    pub notes: &'a str,
}

/// A tool that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its place among the entries.
    pub at: usize,
    /// How well it fits; only to be compared within one search.
    pub score: f32,
}

/// The words of all tools.
pub struct Index {
    reader: Reader,
    /// For each word the entries that have it, and how much it counts there.
    postings: HashMap<Box<str>, Vec<(u32, f32)>>,
    entries: usize,
}

// === impl Index ===

impl Index {
    /// Reads all entries.
    pub fn new<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> Self {
        let reader = Reader::new();
        // Servers say of themselves one thing for all of their tools.
        let mut notes: HashMap<&str, Vec<String>> = HashMap::new();
        let read: Vec<[Vec<String>; FIELDS]> = entries
            .into_iter()
            .map(|entry| {
                [
                    reader.words(entry.name),
                    reader.words(entry.title),
                    reader.words(entry.description),
                    reader.words(&entry.arguments),
                    reader.words(&entry.argument_words),
                    notes
                        .entry(entry.notes)
                        .or_insert_with(|| reader.words(entry.notes))
                        .clone(),
                ]
            })
            .collect();
        let usual = usual_lengths(&read);
        let mut postings: HashMap<Box<str>, Vec<(u32, f32)>> = HashMap::new();
        for (at, fields) in (0_u32..).zip(&read) {
            for (word, count) in counted(fields, usual) {
                postings.entry(word.into()).or_default().push((at, count));
            }
        }
        Self {
            reader,
            postings,
            entries: read.len(),
        }
    }

    /// The entries that have words of the query, best first; `used` says how often an entry was used, which decides
    /// between those that fit equally well, and then their order does.
    pub fn find(&self, query: &str, most: usize, used: impl Fn(usize) -> u64) -> Vec<Hit> {
        let mut words = self.reader.words(query);
        words.sort_unstable();
        words.dedup();
        let mut scores = vec![0.0_f32; self.entries];
        for word in &words {
            let Some(having) = self.postings.get(&**word) else {
                continue;
            };
            let rarity = rarity(self.entries, having.len());
            for (at, count) in having {
                scores[*at as usize] += rarity * count / (SATURATION + count);
            }
        }
        let mut found: Vec<Hit> = scores
            .into_iter()
            .enumerate()
            .filter(|(_, score)| *score > 0.0)
            .map(|(at, score)| Hit { at, score })
            .collect();
        if most == 0 {
            return Vec::new();
        }
        if found.len() > most {
            let (_, worst, _) = found.select_nth_unstable_by(most - 1, |a, b| b.score.total_cmp(&a.score));
            let worst = worst.score;
            found.retain(|hit| hit.score >= worst);
        }
        // Asked once for each of those that may be shown: many tools fit equally well, and it takes longer than to compare.
        let mut ranked: Vec<(u64, Hit)> = found.into_iter().map(|hit| (used(hit.at), hit)).collect();
        ranked.sort_unstable_by(|(used_a, a), (used_b, b)| {
            let by_score = b.score.total_cmp(&a.score);
            by_score.then(used_b.cmp(used_a)).then(a.at.cmp(&b.at))
        });
        ranked.truncate(most);
        ranked.into_iter().map(|(_, hit)| hit).collect()
    }
}

/// The rarer a word, the more it tells (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
fn rarity(entries: usize, having: usize) -> f32 {
    let (entries, having) = (float(entries), float(having));
    (1.0 + (entries - having + 0.5) / (having + 0.5)).ln()
}

fn usual_lengths(read: &[[Vec<String>; FIELDS]]) -> [f32; FIELDS] {
    std::array::from_fn(|field| {
        let words: usize = read.iter().map(|fields| fields[field].len()).sum();
        (float(words) / float(read.len().max(1))).max(1.0)
    })
}

/// How much each word counts for one entry.
fn counted(fields: &[Vec<String>; FIELDS], usual: [f32; FIELDS]) -> HashMap<&str, f32> {
    let mut counts: HashMap<&str, f32> = HashMap::new();
    for (field, words) in fields.iter().enumerate() {
        let longer = float(words.len()) / usual[field];
        let one = WEIGHTS[field] / (1.0 - LENGTH[field] + LENGTH[field] * longer);
        for word in words {
            *counts.entry(word).or_default() += one;
        }
    }
    counts
}

#[expect(clippy::cast_precision_loss, reason = "counts of words need no more digits")]
fn float(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Entry, Index};

    fn entry<'a>(name: &'a str, description: &'a str) -> Entry<'a> {
        Entry {
            name,
            description,
            ..Entry::default()
        }
    }

    fn find(entries: &[Entry<'_>], query: &str) -> Vec<String> {
        let index = Index::new(entries.iter().cloned());
        let hits = index.find(query, 10, |_| 0);
        hits.iter().map(|hit| entries[hit.at].name.to_owned()).collect()
    }

    #[test]
    fn a_word_of_the_name_counts_more_than_one_of_the_description() {
        let entries = [
            entry("send_mail", "Delivers a message; can also search an archive."),
            entry("search_mail", "Looks through a mailbox."),
        ];
        assert_eq!(find(&entries, "search"), ["search_mail", "send_mail"]);
    }

    #[test]
    fn endings_and_humps_do_not_matter() {
        let entries = [entry("listPullRequests", ""), entry("get_weather", "")];
        assert_eq!(
            find(&entries, "which pull request is listed"),
            ["listPullRequests"]
        );
    }

    #[test]
    fn a_rare_word_tells_more_than_a_common_one() {
        let entries = [
            entry("file_read", ""),
            entry("file_write", ""),
            entry("file_list", ""),
            entry("folder_delete", ""),
        ];
        assert_eq!(find(&entries, "delete a file")[0], "folder_delete");
    }

    #[test]
    fn chinese_is_found_by_its_words() {
        let entries = [entry("a", "查询指定城市的天气"), entry("b", "规划驾车路线")];
        assert_eq!(find(&entries, "今天天气怎么样"), ["a"]);
    }

    #[test]
    fn use_decides_between_equals_and_then_their_order() {
        let entries = [entry("read_x", ""), entry("read_y", ""), entry("read_z", "")];
        let index = Index::new(entries.iter().cloned());
        let order = |used: [u64; 3]| {
            let hits = index.find("read", 10, |at| used[at]);
            hits.iter().map(|hit| hit.at).collect::<Vec<_>>()
        };
        assert_eq!(order([0, 0, 0]), [0, 1, 2]);
        assert_eq!(order([0, 5, 9]), [2, 1, 0]);
    }

    #[test]
    fn nothing_is_found_where_nothing_fits() {
        let entries = [entry("read", "")];
        for query in ["", "the", "delete", "🙂"] {
            assert_eq!(find(&entries, query), Vec::<String>::new(), "{query}");
        }
        assert_eq!(find(&[], "read"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn the_best_of_many_are_the_best_of_all(
            names in prop::collection::vec("(read|list|get|file|mail|_){1,4}", 1..60),
            most in 1_usize..10,
        ) {
            let index = Index::new(names.iter().map(|name| entry(name, "")));
            let all = index.find("read file", usize::MAX, |_| 0);
            let best = index.find("read file", most, |_| 0);
            prop_assert_eq!(&best[..], &all[..all.len().min(most)]);
        }
    }
}
