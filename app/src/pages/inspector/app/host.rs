//! The page around an app: what it answers, and what it passes on (SEP-1865, "Communication Protocol").

use leptos::{html, prelude::*, task::spawn_local};
use model::{AppAnswer, AppMethod, AppRequestInput, AppView, InspectionId, web_page};

use super::{
    FIRST_HEIGHT, LEAST_HEIGHT, MOST_HEIGHT,
    message::{self, Heard},
    said::Said,
    welcome::{Surroundings, welcome},
};
use crate::{api::inspector::ask_for_app, browser, error::AppError, visit::Language};

/// The longest message of an app that is read, in bytes.
const MAX_HEARD: usize = 1024 * 1024;
/// What an app said is remembered so often.
const MOST_SAID: usize = 50;
/// JSON-RPC 2.0.
const METHOD_NOT_FOUND: i32 = -32601;
/// The person, or what stands for them, said no (SEP-1865).
const DENIED: i32 = -32000;
const NOTHING: &str = "{}";

/// How far the handshake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Silent,
    Welcomed,
    Begun,
}

/// A page that an app asks to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WantedPage {
    /// Of the request, as JSON.
    id: String,
    pub(super) url: String,
    pub(super) host: String,
}

/// One app on this page.
#[derive(Clone, Copy)]
pub(super) struct Host {
    id: InspectionId,
    /// The call that the app was opened for.
    n: u64,
    app: StoredValue<AppView>,
    language: Language,
    stage: StoredValue<Stage>,
    pub(super) frame: NodeRef<html::Iframe>,
    pub(super) height: RwSignal<u32>,
    pub(super) said: RwSignal<Vec<Said>>,
    pub(super) wanted: RwSignal<Option<WantedPage>>,
}

impl Host {
    pub(super) fn new(id: InspectionId, n: u64, app: AppView) -> Self {
        Self {
            id,
            n,
            app: StoredValue::new(app),
            language: use_context().unwrap_or_default(),
            stage: StoredValue::new(Stage::Silent),
            frame: NodeRef::new(),
            height: RwSignal::new(FIRST_HEIGHT),
            said: RwSignal::new(Vec::new()),
            wanted: RwSignal::new(None),
        }
    }

    /// The app says something.
    pub(super) fn hear(self, text: &str) {
        if text.len() > MAX_HEARD {
            return;
        }
        match message::heard(text) {
            Some(Heard::Request { id, method, params }) => self.asked(id, &method, &params),
            Some(Heard::Notification { method, params }) => self.told(&method, &params),
            None => {}
        }
    }

    fn asked(self, id: String, method: &str, params: &str) {
        match method {
            "ui/initialize" => {
                self.stage.set_value(Stage::Welcomed);
                self.say(&message::reply(&id, &self.welcome()));
            }
            "ping" => self.say(&message::reply(&id, NOTHING)),
            // There is no model here: the person sees what one would.
            "ui/message" | "ui/update-model-context" => {
                self.remember(method, params);
                self.say(&message::reply(&id, NOTHING));
            }
            "ui/request-display-mode" => self.say(&message::reply(&id, r#"{"mode":"inline"}"#)),
            "ui/open-link" => self.asked_to_open(id, params),
            _ => match AppMethod::parse(method) {
                Some(method) => self.pass_on(id, method, params),
                None => self.say(&message::refusal(&id, METHOD_NOT_FOUND, "method not found")),
            },
        }
    }

    fn told(self, method: &str, params: &str) {
        match method {
            "ui/notifications/initialized" => self.begin(),
            "ui/notifications/size-changed" => {
                let fields = message::fields(params);
                let height = fields.get("height").and_then(|it| it.get().parse::<f64>().ok());
                if let Some(height) = height {
                    self.height.set(bounded(height));
                }
            }
            "notifications/message" => self.remember(method, params),
            _ => {}
        }
    }

    fn welcome(self) -> String {
        let frame = self.frame.get_untracked();
        let around = Surroundings {
            n: self.n,
            is_dark: browser::is_dark(),
            width: frame.map_or(0, |frame| frame.client_width()),
            locale: self.language.tag(),
        };
        self.app.with_value(|app| welcome(app, around))
    }

    /// The call and its result, once.
    fn begin(self) {
        if self.stage.get_value() != Stage::Welcomed {
            return;
        }
        self.stage.set_value(Stage::Begun);
        let (input, result) = self.app.with_value(|app| {
            let input = format!(r#"{{"arguments":{}}}"#, app.arguments);
            (input, app.result.clone())
        });
        self.say(&message::notification("ui/notifications/tool-input", &input));
        self.say(&message::notification("ui/notifications/tool-result", &result));
    }

    /// Asks the app's server.
    fn pass_on(self, id: String, method: AppMethod, params: &str) {
        let fields = message::fields(params);
        let member = match method {
            AppMethod::CallTool => "name",
            AppMethod::ReadResource => "uri",
        };
        let input = AppRequestInput {
            method,
            name: message::text(&fields, member).unwrap_or_default(),
            arguments: fields
                .get("arguments")
                .map(|it| it.get().to_owned())
                .unwrap_or_default(),
        };
        spawn_local(async move {
            let said = match ask_for_app(self.id, self.n, input).await {
                Ok(AppAnswer::Result(result)) => message::reply(&id, &result),
                Ok(AppAnswer::Error(error)) => message::failure(&id, &error),
                Err(error) => message::refusal(&id, DENIED, why(&error)),
            };
            self.say(&said);
        });
    }

    /// Nothing is opened by itself, and one page at a time is asked about.
    fn asked_to_open(self, id: String, params: &str) {
        let url = message::text(&message::fields(params), "url").unwrap_or_default();
        let Some((url, host)) = web_page(&url) else {
            self.remember("ui/open-link", params);
            return self.say(&message::refusal(&id, DENIED, "Invalid URL"));
        };
        if self.wanted.with_untracked(Option::is_some) {
            return self.say(&message::refusal(&id, DENIED, "another link waits for an answer"));
        }
        self.wanted.set(Some(WantedPage { id, url, host }));
    }

    /// The person has opened the page, or not.
    pub(super) fn decide(self, is_opened: bool) {
        let Some(page) = self.wanted.get_untracked() else {
            return;
        };
        self.wanted.set(None);
        self.say(&if is_opened {
            message::reply(&page.id, NOTHING)
        } else {
            message::refusal(&page.id, DENIED, "Link opening denied by user")
        });
    }

    fn remember(self, method: &str, params: &str) {
        self.said.update(|said| {
            let n = said.last().map_or(0, |last| last.n + 1);
            if said.len() >= MOST_SAID {
                said.remove(0);
            }
            said.push(Said::new(n, method, params));
        });
    }

    /// The app may be gone by now.
    fn say(self, text: &str) {
        if let Some(frame) = self.frame.try_get_untracked().flatten() {
            browser::tell_frame(&frame, text);
        }
    }
}

/// What an app is told where its request did not get to its server.
fn why(error: &AppError) -> &str {
    match error {
        AppError::Invalid(_) => "what is asked for has no name, or its arguments are no object",
        AppError::Unavailable(why) => why,
        AppError::NotFound => "the inspection or the call of this app is not there any more",
        _ => "the request was not passed on",
    }
}

/// The height that an app gets for the one it wants.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is between two small numbers"
)]
fn bounded(height: f64) -> u32 {
    height
        .clamp(f64::from(LEAST_HEIGHT), f64::from(MOST_HEIGHT))
        .ceil() as u32
}

#[cfg(test)]
mod tests {
    use super::{LEAST_HEIGHT, MOST_HEIGHT, bounded};

    #[test]
    fn an_app_is_neither_too_small_nor_too_large() {
        assert_eq!(bounded(300.2), 301);
        for (wanted, given) in [(-1.0, LEAST_HEIGHT), (1e300, MOST_HEIGHT), (0.0, LEAST_HEIGHT)] {
            assert_eq!(bounded(wanted), given, "{wanted}");
        }
    }
}
