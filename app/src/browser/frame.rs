//! A frame with a page of strangers, and messages to and from it.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{HtmlIFrameElement, MessageEvent, js_sys::JSON};

const MESSAGE: &str = "message";

/// Somebody listens to a frame; dropping it ends that.
pub struct FrameListening {
    handler: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for FrameListening {
    fn drop(&mut self) {
        let handler = self.handler.as_ref().unchecked_ref();
        drop(window().remove_event_listener_with_callback(MESSAGE, handler));
    }
}

/// Hands on what the page in this frame says, as JSON. Nobody else is heard: any window may send messages, and a closed frame
/// has no origin to know it by.
pub fn hear_frame(frame: HtmlIFrameElement, on_message: impl Fn(&str) + 'static) -> Option<FrameListening> {
    let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let (Some(source), Some(inside)) = (event.source(), frame.content_window()) else {
            return;
        };
        if AsRef::<JsValue>::as_ref(&source) != AsRef::<JsValue>::as_ref(&inside) {
            return;
        }
        // What goes round in itself is no JSON.
        if let Some(text) = JSON::stringify(&event.data())
            .ok()
            .and_then(|text| text.as_string())
        {
            on_message(&text);
        }
    });
    window()
        .add_event_listener_with_callback(MESSAGE, handler.as_ref().unchecked_ref())
        .ok()?;
    Some(FrameListening { handler })
}

/// Says something to the page in a frame. To whom it belongs cannot be asked for: a closed frame has no origin. It is led nowhere
/// else, which the policy of the page around it sees to (`frame-src`).
pub fn tell_frame(frame: &HtmlIFrameElement, json: &str) {
    if let (Some(inside), Ok(message)) = (frame.content_window(), JSON::parse(json)) {
        drop(inside.post_message(&message, "*"));
    }
}

/// Whether the page is light on dark, by its own theme or by the system's.
pub fn is_dark() -> bool {
    let root = document().document_element();
    match root.and_then(|root| root.get_attribute("data-theme")).as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => {
            let query = window().match_media("(prefers-color-scheme: dark)");
            query.ok().flatten().is_some_and(|query| query.matches())
        }
    }
}
