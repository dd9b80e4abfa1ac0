//! Which tools a key shows.

use wildmatch::WildMatch;

/// Patterns of names as clients see them, at least one.
#[derive(Debug)]
pub(crate) struct ToolFilter {
    patterns: Vec<String>,
    matchers: Vec<WildMatch>,
}

impl ToolFilter {
    /// Nothing without patterns, which is no limit.
    pub(super) fn new(patterns: &[String]) -> Option<Self> {
        (!patterns.is_empty()).then(|| Self {
            patterns: patterns.to_vec(),
            matchers: patterns.iter().map(|pattern| WildMatch::new(pattern)).collect(),
        })
    }

    /// A tool with this name is shown.
    pub(crate) fn shows(&self, exposed: &str) -> bool {
        self.matchers.iter().any(|matcher| matcher.matches(exposed))
    }

    pub(super) fn is_of(&self, patterns: &[String]) -> bool {
        self.patterns == patterns
    }
}

#[cfg(test)]
mod tests {
    use super::ToolFilter;

    #[test]
    fn shows_what_one_of_the_patterns_matches_as_a_whole() {
        let filter = ToolFilter::new(&["fs__read_*".to_owned(), "time?now".to_owned()]).expect("patterns");
        for (name, shown) in [
            ("fs__read_file", true),
            ("fs__read_", true),
            ("fs__write_file", false),
            ("my_fs__read_file", false),
            ("FS__READ_FILE", false),
            ("time_now", true),
            ("timenow", false),
            ("time_now_", false),
            ("", false),
        ] {
            assert_eq!(filter.shows(name), shown, "{name}");
        }
        assert!(ToolFilter::new(&[]).is_none());
    }
}
