//! From a text to the words that are compared: lower case, without endings, and pairs of signs where a script has no
//! spaces between words.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// So common that they tell nothing. Short on purpose: rare words weigh more anyway.
const STOP_WORDS: [&str; 44] = [
    "a", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "give",
    "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our", "please", "some",
    "that", "the", "then", "there", "this", "to", "want", "was", "we", "what", "which", "with", "you",
];

/// Longer ones are data, not words.
const MAX_WORD: usize = 40;

/// Reads words out of texts. Making one costs more than using it.
pub(super) struct Reader {
    stemmer: Stemmer,
}

/// What the letters of a run have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Letters,
    Digits,
    /// No spaces between words.
    Dense,
    Other,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
        }
    }

    /// The words of a text that is searched in, in order.
    pub(super) fn words(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for run in runs(text) {
            match run.script {
                Script::Dense => words.extend(pairs(&run.text)),
                _ => words.extend(self.word(&run.text)),
            }
        }
        words
    }

    fn word(&self, run: &str) -> Option<String> {
        let lower = run.to_lowercase();
        if STOP_WORDS.contains(&&*lower) || lower.chars().count() > MAX_WORD {
            return None;
        }
        Some(self.stemmer.stem(&lower).into_owned())
    }
}

/// Each two neighbours are a word, as Chinese words mostly are; a sign that stands alone is one itself.
fn pairs(run: &str) -> Vec<String> {
    let signs: Vec<char> = run.chars().collect();
    match &signs[..] {
        [] => Vec::new(),
        [only] => vec![only.to_string()],
        signs => signs.windows(2).map(|pair| pair.iter().collect()).collect(),
    }
}

struct Run {
    script: Script,
    text: String,
}

/// Cuts where the kind of letter changes, and at the humps of `camelCase` and `HTTPServer`.
fn runs(text: &str) -> Vec<Run> {
    let letters: Vec<char> = text.nfkd().filter(|c| !is_combining_mark(*c)).nfc().collect();
    let mut runs: Vec<Run> = Vec::new();
    let mut current = Script::Other;
    for (at, &letter) in letters.iter().enumerate() {
        let script = script(letter);
        let is_hump = script == Script::Letters && is_hump(&letters, at);
        if script != current || is_hump {
            if script != Script::Other {
                let text = String::new();
                runs.push(Run { script, text });
            }
            current = script;
        }
        if let Some(run) = runs.last_mut().filter(|_| script != Script::Other) {
            run.text.push(letter);
        }
    }
    runs
}

/// A word begins here though the one before has not ended: `listAll`, `HTTPServer`, but not the plural `PRs`.
fn is_hump(letters: &[char], at: usize) -> bool {
    let is_lower = |at: usize| letters.get(at).is_some_and(|letter| letter.is_lowercase());
    let Some(before) = at
        .checked_sub(1)
        .map(|at| letters[at])
        .filter(|_| letters[at].is_uppercase())
    else {
        return false;
    };
    let is_plural = letters.get(at + 1) == Some(&'s') && !is_lower(at + 2);
    before.is_lowercase() || before.is_uppercase() && is_lower(at + 1) && !is_plural
}

fn script(letter: char) -> Script {
    match letter {
        // Kana, Han with its extensions, Hangul.
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::Dense,
        _ if letter.is_alphabetic() => Script::Letters,
        _ if letter.is_numeric() => Script::Digits,
        _ => Script::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn names_fall_into_their_words() {
        let reader = Reader::new();
        for (text, words) in [
            ("read_text_file", &["read", "text", "file"][..]),
            ("listAllPRs", &["list", "all", "prs"]),
            ("HTTPServer2", &["http", "server", "2"]),
            ("fs__repo.read-all", &["fs", "repo", "read", "all"]),
            ("The files that are created", &["file", "creat"]),
            ("Café ﬁles", &["cafe", "file"]),
            ("", &[]),
        ] {
            assert_eq!(reader.words(text), words, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_fall_into_pairs() {
        let reader = Reader::new();
        assert_eq!(reader.words("查询天气 now"), ["查询", "询天", "天气", "now"]);
        assert_eq!(reader.words("图"), ["图"]);
        assert_eq!(reader.words("東京タワー").len(), 4);
    }

    #[test]
    fn endless_words_are_left_out() {
        assert_eq!(Reader::new().words(&"x".repeat(41)), Vec::<String>::new());
    }
}
