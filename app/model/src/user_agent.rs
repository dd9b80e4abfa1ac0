//! The browser and the system behind a `User-Agent`, as people call them.
//!
//! Good enough to tell one's own browsers apart; nothing is decided by it.

use serde::{Deserialize, Serialize};

/// What a browser says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserAgent {
    /// `Firefox`; nothing when it is none that we know.
    pub browser: Option<String>,
    /// `Linux`; nothing when it is none that we know.
    pub system: Option<String>,
}

/// Name and mark. Browsers name others they resemble, so those that everybody names come last.
const BROWSERS: [(&str, &str); 12] = [
    ("Edge", "Edg/"),
    ("Edge", "EdgA/"),
    ("Edge", "EdgiOS/"),
    ("Opera", "OPR/"),
    ("Samsung Internet", "SamsungBrowser/"),
    ("Firefox", "FxiOS/"),
    ("Firefox", "Firefox/"),
    ("Chrome", "CriOS/"),
    ("Chromium", "Chromium/"),
    ("Chrome", "Chrome/"),
    ("Safari", "Safari/"),
    ("curl", "curl/"),
];

/// Name and mark. Android says that it is Linux, and iPhones that they are like a Mac.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iOS", "iPhone"),
    ("iPadOS", "iPad"),
    ("ChromeOS", "CrOS"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux"),
];

impl UserAgent {
    /// Reads the header.
    pub fn read(header: &str) -> Self {
        let found = |marks: &[(&str, &str)]| {
            let found = marks.iter().find(|(_, mark)| header.contains(mark));
            found.map(|(name, _)| (*name).to_owned())
        };
        Self {
            browser: found(&BROWSERS),
            system: found(&SYSTEMS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UserAgent;

    #[test]
    fn tells_browsers_and_systems_apart() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                Some("Firefox"),
                Some("Linux"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                Some("Edge"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
                Some("Safari"),
                Some("macOS"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
                Some("Chrome"),
                Some("iOS"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                Some("Chrome"),
                Some("Android"),
            ),
            ("curl/8.14.1", Some("curl"), None),
            ("", None, None),
        ];
        for (header, browser, system) in cases {
            let agent = UserAgent::read(header);
            assert_eq!(
                (agent.browser.as_deref(), agent.system.as_deref()),
                (browser, system),
                "{header}"
            );
        }
    }
}
