//! Texts, pictures, sounds and resources.

use leptos::prelude::*;
use model::{ContentBlock, InspectedMessage, schema_form::Json};

use super::{inspected::Inspected, tab::Tab};
use crate::{components::*, i18n::use_messages};

/// The messages of a prompt, or of a question.
#[component]
pub(super) fn Messages(it: Inspected, messages: Vec<InspectedMessage>) -> impl IntoView {
    let messages = messages.into_iter().map(|message| {
        view! {
            <li class="message">
                <Tag tone=Tone::Accent>{message.role}</Tag>
                <Blocks it blocks=message.blocks/>
            </li>
        }
    });
    let messages = messages.collect::<Vec<_>>();
    (!messages.is_empty()).then(|| view! { <ol class="stack">{messages}</ol> })
}

/// Parts of a result, one after the other.
#[component]
pub(super) fn Blocks(it: Inspected, blocks: Vec<ContentBlock>) -> impl IntoView {
    blocks.into_iter().map(|block| one(it, block)).collect_view()
}

fn one(it: Inspected, block: ContentBlock) -> AnyView {
    let t = &use_messages().inspector;
    match block {
        ContentBlock::Text { text, html } => words(text, Some(html)),
        ContentBlock::Image { mime_type, data } => picture(&mime_type, &data),
        ContentBlock::Audio { mime_type, data } => sound(&mime_type, &data),
        ContentBlock::Resource {
            uri,
            mime_type,
            text,
            html,
            data,
        } => {
            let content = match (text, data) {
                (Some(text), _) => words(text, html),
                (None, Some(data)) if mime_type.starts_with("image/") => picture(&mime_type, &data),
                (None, Some(data)) if mime_type.starts_with("audio/") => sound(&mime_type, &data),
                (None, Some(data)) => view! { <CodeBlock text=data label="base64"/> }.into_any(),
                (None, None) => ().into_any(),
            };
            view! {
                <figure class="stack">
                    <figcaption><Where it uri mime_type/></figcaption>
                    {content}
                </figure>
            }
            .into_any()
        }
        ContentBlock::Link {
            uri,
            name,
            title,
            description,
            mime_type,
        } => {
            let name = if title.is_empty() { name } else { title };
            view! {
                <div>
                    <strong>{name}</strong>
                    " "
                    <Where it uri mime_type/>
                    <p class="muted">{description}</p>
                </div>
            }
            .into_any()
        }
        ContentBlock::Other { json } => view! { <CodeBlock text=json label=t.raw/> }.into_any(),
    }
}

/// A resource, and the way to it.
#[component]
fn Where(it: Inspected, uri: String, mime_type: String) -> impl IntoView {
    let href = it.href(Tab::Resources, &[("name", &uri)]);
    view! {
        <a class="link" href=href><code class="code">{uri}</code></a>
        " "
        <span class="muted">{mime_type}</span>
    }
}

/// A text: JSON indented, Markdown rendered with the text as it came below, anything else as it came.
fn words(text: String, html: Option<String>) -> AnyView {
    let t = &use_messages().inspector;
    if let Some(json) = Json::parse(&text).ok().filter(is_nested) {
        return view! { <CodeBlock text=json.indented() label=t.text/> }.into_any();
    }
    match html {
        // Made by the server from Markdown, without any HTML or scheme of its own.
        Some(html) if !html.is_empty() => view! {
            <div class="markdown" inner_html=html></div>
            <details class="fold">
                <summary>{t.as_text}</summary>
                <CodeBlock text label=t.text/>
            </details>
        }
        .into_any(),
        // Too long to be rendered, or no Markdown.
        _ => view! { <CodeBlock text label=t.text/> }.into_any(),
    }
}

fn is_nested(json: &Json) -> bool {
    matches!(json, Json::Object(_) | Json::List(_))
}

fn picture(mime_type: &str, data: &str) -> AnyView {
    let t = &use_messages().inspector;
    let alt = (t.image)(mime_type);
    if is_a(mime_type, "image/") {
        view! { <img class="answer-image" src=format!("data:{mime_type};base64,{data}") alt=alt/> }.into_any()
    } else {
        alt.into_any()
    }
}

fn sound(mime_type: &str, data: &str) -> AnyView {
    let t = &use_messages().inspector;
    let label = (t.audio)(mime_type);
    if is_a(mime_type, "audio/") {
        view! { <audio controls src=format!("data:{mime_type};base64,{data}") aria-label=label></audio> }
            .into_any()
    } else {
        label.into_any()
    }
}

/// A plain media type of this kind: nothing else may get into a URL.
fn is_a(mime_type: &str, kind: &str) -> bool {
    mime_type.strip_prefix(kind).is_some_and(|name| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-+.".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::is_a;

    #[test]
    fn only_a_plain_media_type_gets_into_a_url() {
        assert!(is_a("image/svg+xml", "image/"));
        for odd in ["image/", "text/html", "image/png;x", "image/png,<b>"] {
            assert!(!is_a(odd, "image/"), "{odd}");
        }
    }
}
