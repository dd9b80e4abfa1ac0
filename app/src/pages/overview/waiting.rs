//! What waits for somebody, each with the way to where it is settled.

use leptos::prelude::*;
use model::{ApiKeyView, NeedsView};

use crate::{
    components::*,
    i18n::{Messages, use_messages},
};

/// One thing to settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    href: String,
    text: String,
    tone: Tone,
}

/// All of it, what is lost first.
pub(super) fn all(needs: &NeedsView, keys: &[ApiKeyView]) -> Vec<Waiting> {
    in_words(use_messages(), needs, keys)
}

fn in_words(messages: &Messages, needs: &NeedsView, keys: &[ApiKeyView]) -> Vec<Waiting> {
    let t = &messages.overview;
    let over = keys
        .iter()
        .filter(|key| key.active && key.is_expired && key.editable)
        .count();
    let counted = [
        (needs.missing_calls, "/audit", messages.audit.missing, Tone::Bad),
        (needs.approvals, "/approvals", t.approvals, Tone::Warn),
        (needs.people, "/people", t.people, Tone::Warn),
        (over as u64, "/api-keys", t.keys_over, Tone::Warn),
        (needs.recordings, "/wires", t.recordings, Tone::Neutral),
    ];
    let counted = counted.into_iter().filter(|(count, ..)| *count > 0);
    let counted = counted.map(|(count, href, text, tone)| Waiting {
        href: href.to_owned(),
        text: text(count),
        tone,
    });
    let sign_ins = needs.sign_ins.iter().map(|server| Waiting {
        href: format!("/servers/{}", server.id),
        text: (t.sign_in)(&server.name),
        tone: Tone::Warn,
    });
    counted.chain(sign_ins).collect()
}

#[component]
pub(super) fn WaitingList(waiting: Memo<Vec<Waiting>>) -> impl IntoView {
    view! {
        <ul class="plain-list">
            <For each=move || waiting.get() key=|it| (it.href.clone(), it.text.clone()) let:it>
                <li><a class="waiting" href=it.href><Mark tone=it.tone>{it.text}</Mark></a></li>
            </For>
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use model::NeedsView;

    use super::in_words;
    use crate::{i18n::messages, visit::Language};

    #[test]
    fn only_what_waits_is_told() {
        let messages = messages(Language::En);
        assert!(in_words(messages, &NeedsView::default(), &[]).is_empty());
        let needs = NeedsView {
            approvals: 2,
            missing_calls: 1,
            ..NeedsView::default()
        };
        let waiting = in_words(messages, &needs, &[]);
        let places: Vec<_> = waiting.iter().map(|it| it.href.as_str()).collect();
        assert_eq!(places, ["/audit", "/approvals"]);
    }
}
