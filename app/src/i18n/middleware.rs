//! Words of what a namespace does with requests and answers.

use model::middleware::{Middleware, MiddlewareKind};

/// Words of what a namespace does with requests and answers. What stands between `backticks` is shown as code.
pub struct MiddlewareMessages {
    pub title: &'static str,
    pub lead: &'static str,
    /// The card with the whole chain.
    pub chain: &'static str,
    /// Beside what is always done.
    pub always: &'static str,
    pub hidden_tools: &'static str,
    pub hidden_tools_text: &'static str,
    pub overrides: &'static str,
    pub overrides_text: &'static str,
    pub arguments: &'static str,
    pub arguments_text: &'static str,
    pub empty: &'static str,
    /// It cannot work as it is set.
    pub unfinished: &'static str,
    pub finish: &'static str,
    pub switch: fn(&str) -> String,
    pub edit: fn(&str) -> String,
    pub remove: &'static str,
    pub remove_link: fn(&str) -> String,
    pub figures: fn(u64, u64) -> String,
    pub stopped: &'static str,
    pub stopped_times: fn(u64) -> String,
    pub add: &'static str,
    pub add_lead: &'static str,
    pub add_button: &'static str,
    pub undo: &'static str,
    pub undo_lead: &'static str,
    pub back: &'static str,
    /// The name of a kind, and what it is for.
    pub kind: fn(MiddlewareKind) -> (&'static str, &'static str),
    /// What a link does as it is set, in a sentence.
    pub sentence: fn(&Middleware) -> String,
    /// The label of a setting and the line below it. Nothing for one that a kind does not have.
    pub setting: fn(MiddlewareKind, &str) -> Option<(&'static str, &'static str)>,
    /// One of the words that a setting offers.
    pub choice: fn(&str) -> Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use model::middleware::{Control, Middleware, MiddlewareKind};

    use crate::{i18n::messages, visit::Language};

    #[test]
    fn every_setting_of_every_kind_has_words_in_every_language() {
        for language in Language::ALL {
            let t = &messages(language).middleware;
            for kind in MiddlewareKind::ALL {
                let usual = Middleware::usual(*kind);
                assert!(!(t.sentence)(&usual).is_empty());
                for setting in usual.settings() {
                    let words = (t.setting)(*kind, setting.name);
                    let (label, _) =
                        words.unwrap_or_else(|| panic!("{language:?} {kind:?} {}", setting.name));
                    assert!(!label.is_empty());
                    if let Control::Choice(choices) = setting.control {
                        for choice in choices {
                            assert!((t.choice)(choice).is_some(), "{language:?} {kind:?} {choice}");
                        }
                    }
                }
                assert_eq!((t.setting)(*kind, "unheard"), None);
            }
        }
    }
}
