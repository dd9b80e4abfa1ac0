//! Reads OpenMetrics text as its specification writes it, and refuses what a scraper would refuse.

use std::collections::{BTreeMap, HashMap, HashSet};

/// One sample.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) name: String,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) value: f64,
}

/// The samples of a whole exposition.
///
/// # Panics
/// On anything that is not as the specification says.
pub(super) fn parsed(text: &str) -> Vec<Sample> {
    let (mut types, mut families) = (HashMap::new(), HashSet::new());
    let (mut samples, mut seen) = (Vec::new(), HashSet::new());
    let body = text.strip_suffix("# EOF\n").expect("ends with # EOF");
    let mut family = String::new();
    for line in body.lines() {
        if let Some(meta) = line.strip_prefix("# ") {
            let (kind, rest) = meta.split_once(' ').expect("a word");
            let (name, rest) = rest.split_once(' ').expect("a name");
            assert!(is_name(name), "{line}");
            if name != family {
                assert!(families.insert(name.to_owned()), "{name} stands in two places");
                name.clone_into(&mut family);
            }
            match kind {
                "TYPE" => assert!(types.insert(name.to_owned(), rest.to_owned()).is_none(), "{line}"),
                "HELP" => assert!(!rest.is_empty(), "{line}"),
                "UNIT" => assert!(name.ends_with(&format!("_{rest}")), "{line}"),
                _ => panic!("{line}"),
            }
            continue;
        }
        let sample = sample(line);
        let kind = &types[&family];
        let suffixes: &[&str] = match kind.as_str() {
            "counter" => &["_total"],
            "histogram" => &["_bucket", "_sum", "_count"],
            "info" => &["_info"],
            "gauge" => &[""],
            other => panic!("{other} is no kind that we use"),
        };
        let suffix = sample.name.strip_prefix(&family).expect("a sample of its family");
        assert!(suffixes.contains(&suffix), "{line} is no {kind}");
        assert!(sample.value >= 0.0 || kind == "gauge", "{line}");
        assert!(
            seen.insert((sample.name.clone(), sample.labels.clone())),
            "twice: {line}"
        );
        samples.push(sample);
    }
    check_buckets(&samples);
    samples
}

fn sample(line: &str) -> Sample {
    let end = line.find(['{', ' ']).expect("more than a name");
    let name = &line[..end];
    assert!(is_name(name), "{line}");
    let (labels, rest) = match line[end..].strip_prefix('{') {
        Some(rest) => labels(rest),
        None => (BTreeMap::new(), &line[end..]),
    };
    let value = rest.strip_prefix(' ').expect("a space");
    Sample {
        name: name.to_owned(),
        labels,
        value: value.parse().unwrap_or_else(|_| panic!("no number in {line}")),
    }
}

fn labels(text: &str) -> (BTreeMap<String, String>, &str) {
    let (mut labels, mut rest) = (BTreeMap::new(), text);
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return (labels, after);
        }
        let (name, after) = rest.split_once("=\"").expect("a label");
        assert!(is_name(name) && !name.contains(':'), "{name}");
        let mut value = String::new();
        let mut characters = after.char_indices();
        let end = loop {
            match characters.next().expect("the value ends") {
                (at, '"') => break at,
                (_, '\\') => match characters.next().expect("an escape").1 {
                    'n' => value.push('\n'),
                    it @ ('"' | '\\') => value.push(it),
                    other => panic!("no escape: {other}"),
                },
                (_, it) => value.push(it),
            }
        };
        assert!(labels.insert(name.to_owned(), value).is_none(), "{name} twice");
        rest = &after[end + 1..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|it| it.is_ascii_alphabetic() || it == b'_')
        && bytes.all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b':')
}

/// Buckets grow, and the last has all.
fn check_buckets(samples: &[Sample]) {
    let mut last: HashMap<(String, BTreeMap<String, String>), (f64, f64)> = HashMap::new();
    for sample in samples.iter().filter(|it| it.name.ends_with("_bucket")) {
        let mut labels = sample.labels.clone();
        let bound = labels.remove("le").expect("a bound");
        let bound: f64 = bound.parse().expect("a number");
        let key = (sample.name.clone(), labels);
        if let Some((before, count)) = last.get(&key) {
            assert!(bound > *before && sample.value >= *count, "{sample:?}");
        }
        last.insert(key, (bound, sample.value));
    }
    for ((name, labels), (bound, count)) in last {
        assert!(bound.is_infinite(), "{name} has no last bucket");
        let name = name.replace("_bucket", "_count");
        let total = samples.iter().find(|it| it.name == name && it.labels == labels);
        let total = total.expect("a count").value;
        assert!((total - count).abs() < f64::EPSILON, "{name}");
    }
}
