//! Everything that needs a browser. Call it from event handlers and effects only: on the server there is no window.

mod frame;

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Element, Event, EventSource, FocusEvent, FormData, HtmlElement, HtmlFormElement, MessageEvent, Node,
    js_sys::{Array, Date, Function, Reflect, RegExp, global},
};

pub use self::frame::{hear_frame, is_dark, tell_frame};

/// Milliseconds since the epoch by this machine's clock.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds of any year we live in fit"
)]
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// Puts a text onto the clipboard. Browsers offer none on pages that come over plain http from elsewhere;
/// then nothing happens and `false` comes back.
pub fn copy(text: &str) -> bool {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    // The promise is left alone: it only says no when the person said no.
    drop(window().navigator().clipboard().write_text(text));
    true
}

/// Whether a pattern is found in a text, without regard to case. `None` when the pattern is not one.
pub fn matches_regex(pattern: &str, text: &str) -> Option<bool> {
    // `RegExp::new` would throw through Rust's frames; `construct` gives the exception back.
    let constructor: Function = Reflect::get(&global(), &"RegExp".into()).ok()?.dyn_into().ok()?;
    let arguments = Array::of2(&pattern.into(), &"i".into());
    let pattern: RegExp = Reflect::construct(&constructor, &arguments)
        .ok()?
        .dyn_into()
        .ok()?;
    Some(pattern.test(text))
}

/// Sends the form around the element that the event came from, as its submit button would.
pub fn submit_closest_form(event: &Event) {
    let form = closest(event, "form").and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        // Fails on a form that is not in the page any more: then there is nothing to send.
        drop(form.request_submit());
    }
}

/// Whether an event happened inside of a link.
pub fn comes_from_link(event: &Event) -> bool {
    closest(event, "a[href]").is_some()
}

fn closest(event: &Event, selector: &str) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(selector).ok()?
}

/// What the form around the element that the event came from holds now.
pub fn form_data(event: &Event) -> Option<FormData> {
    FormData::new_with_form(&form_around(event)?).ok()
}

/// The form around the element that the event came from.
pub fn form_around(event: &Event) -> Option<HtmlFormElement> {
    closest(event, "form")?.dyn_into().ok()
}

/// The model's field that an event of a form happened in: `name` for `input[name]`, `servers` for `input[servers][]`,
/// `aliases.x` for `input[aliases][x]`. An element that is not sent itself says it in `data-field`.
pub fn model_field(event: &Event) -> Option<String> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    if let Some(field) = element.get_attribute("data-field") {
        return Some(field);
    }
    let name = element.get_attribute("name")?;
    let field = name.strip_prefix("input[")?.strip_suffix(']')?;
    Some(field.trim_end_matches("][").replace("][", "."))
}

/// Opens every `<details>` that folds away an element that the selector finds.
pub fn unfold(selector: &str) {
    let folded = format!("details:not([open]):has({selector})");
    while let Ok(Some(details)) = document().query_selector(&folded) {
        if details.set_attribute("open", "").is_err() {
            return;
        }
    }
}

/// Moves the focus to the first element that the selector finds.
pub fn focus_first(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}

/// Closes the `<details>` around the element that the event came from, and leads back to what opened it.
pub fn close_details(event: &Event) {
    let Some(details) = closest(event, "details[open]") else {
        return;
    };
    drop(details.remove_attribute("open"));
    let summary = details.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        drop(summary.focus());
    }
}

/// Closes the `<details>` around the element that lost the focus to something outside of it.
pub fn close_details_when_left(event: &FocusEvent) {
    let Some(details) = closest(event, "details[open]") else {
        return;
    };
    // Nothing has the focus after a click on the page's ground, or on a button in Safari.
    let next = event
        .related_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    if next.is_some_and(|next| !details.contains(Some(&next))) {
        drop(details.remove_attribute("open"));
    }
}

/// Closes a popover that is open; a closed one stays closed.
pub fn close_popover(id: &str) {
    let popover = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(popover) = popover {
        drop(popover.hide_popover());
    }
}

/// Loads the page anew, at this URL.
pub fn reload() {
    drop(window().location().reload());
}

/// Says on `<html>` that the page has come alive, for tests to wait for and for styles to know.
pub fn mark_hydrated() {
    if let Some(root) = document().document_element() {
        drop(root.set_attribute("data-hydrated", ""));
    }
}

/// An open event stream; dropping it closes the stream.
pub struct Listening {
    source: EventSource,
    _handler: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Listens for one kind of event on an event stream of this site and hands its data on. The browser
/// connects again by itself. `None` when it has no event streams.
pub fn listen(url: &str, event: &str, on_data: impl Fn(&str) + 'static) -> Option<Listening> {
    let source = EventSource::new(url).ok()?;
    let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        on_data(&event.data().as_string().unwrap_or_default());
    });
    source
        .add_event_listener_with_callback(event, handler.as_ref().unchecked_ref())
        .ok()?;
    Some(Listening {
        source,
        _handler: handler,
    })
}
