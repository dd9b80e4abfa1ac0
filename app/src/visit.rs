//! What the server knows about a visit before the first page of it is rendered: the person and their preferences.

use leptos::prelude::*;
use model::Me;
use serde::{Deserialize, Serialize};

/// Name of the cookie that keeps the language.
pub const LANGUAGE_COOKIE: &str = "metamcp_language";
/// Name of the cookie that keeps the theme.
pub const THEME_COOKIE: &str = "metamcp_theme";

/// The person and their preferences. They stay the same from one page load to the next: signing in and out
/// and changing a preference load the page anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The signed-in person.
    pub me: Option<Me>,
    /// The language of the page.
    pub language: Language,
    /// The colours of the page.
    pub theme: Theme,
}

impl Visit {
    /// The visit of this page load: on the server as the request tells it, in the browser as the server told it.
    pub(crate) fn current() -> Self {
        SharedValue::new(|| use_context::<Self>().unwrap_or_default()).into_inner()
    }
}

/// A language with a complete catalogue of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Chinese in simplified characters.
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// Chinese in traditional characters.
    #[serde(rename = "zh-Hant")]
    ZhHant,
}

impl Language {
    /// Every language, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::En, Self::ZhHans, Self::ZhHant];

    /// The tag of BCP 47, for `lang` and for the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
        }
    }

    /// Its name in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhHans => "简体中文",
            Self::ZhHant => "繁體中文",
        }
    }

    /// The language with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The best language for an `Accept-Language` header (RFC 9110 §12.5.4); English when none fits.
    pub fn of_accept_language(header: &str) -> Self {
        let mut best = (0.0_f32, Self::default());
        for entry in header.split(',') {
            let mut parts = entry.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q=")?.parse().ok())
                .unwrap_or(1.0_f32);
            if let Some(language) = Self::of_range(tag)
                && quality > best.0
            {
                best = (quality, language);
            }
        }
        best.1
    }

    /// `zh-TW`, `zh-HK` and `zh-MO` are written in traditional characters, all other Chinese in simplified ones.
    fn of_range(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        let mut subtags = tag.split('-');
        match subtags.next()? {
            "en" => Some(Self::En),
            "zh" if subtags.any(|subtag| matches!(subtag, "hant" | "tw" | "hk" | "mo")) => Some(Self::ZhHant),
            "zh" => Some(Self::ZhHans),
            _ => None,
        }
    }
}

/// The colours of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the operating system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word for it in the cookie and in `data-theme`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn picks_the_language_that_the_browser_prefers_among_ours() {
        let cases = [
            ("", Language::En),
            ("de-CH, fr;q=0.9", Language::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::ZhHans),
            ("zh-TW,zh;q=0.9,en;q=0.8", Language::ZhHant),
            ("zh-Hant-HK", Language::ZhHant),
            ("de, zh-Hans;q=0.4, en;q=0.7", Language::En),
            ("en;q=0.1, zh;q=nonsense", Language::ZhHans),
        ];
        for (header, language) in cases {
            assert_eq!(Language::of_accept_language(header), language, "{header}");
        }
    }
}
