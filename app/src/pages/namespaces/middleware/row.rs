//! A link of the chain: what it does, what came of it, and how it is changed.

use leptos::prelude::*;
use model::middleware::{ChainView, LinkFiguresView, LinkView};

use super::{
    edit,
    turns::{MOVE_DOWN, MOVE_UP, REMOVE, TURN_OFF, TURN_ON, Turns},
};
use crate::{components::*, i18n::use_messages};

/// A row as it is now: it stays when its link changes, so that the focus stays too.
#[derive(Clone, Copy)]
struct Row {
    link: u32,
    chain: Signal<ChainView>,
    turns: Turns,
}

impl Row {
    /// Something of the link; the usual for one that has just gone.
    fn read<T: Default>(self, of: impl FnOnce(&LinkView) -> T) -> T {
        self.chain
            .with(|chain| chain.link(self.link).map(of).unwrap_or_default())
    }

    fn name(self) -> &'static str {
        let t = use_messages();
        self.read(|it| (t.middleware.kind)(it.link.middleware.kind()).0)
    }

    fn is_on(self) -> bool {
        self.read(|it| it.link.enabled)
    }

    fn is_unfinished(self) -> bool {
        self.read(|it| it.link.middleware.validate().is_err())
    }

    fn is_editable(self) -> bool {
        self.chain.with(|chain| chain.editable)
    }

    fn edit_path(self) -> String {
        self.chain.with(|chain| edit::path(chain.namespace.id, self.link))
    }

    fn version(self) -> i64 {
        self.chain.with_untracked(|chain| chain.version)
    }
}

#[component]
pub(super) fn LinkRow(link: u32, chain: Signal<ChainView>, turns: Turns) -> impl IntoView {
    let t = use_messages();
    let row = Row { link, chain, turns };
    let editable = Memo::new(move |_| row.is_editable());
    let unfinished = Memo::new(move |_| row.is_unfinished());
    let name = row.name();
    let sentence = Memo::new(move |_| row.read(|it| (t.middleware.sentence)(&it.link.middleware)));
    let figures = Memo::new(move |_| row.read(|it| it.figures.clone()));
    view! {
        <li class="chain-row" class:chain-off=move || !row.is_on()>
            <div class="chain-side">
                <Show
                    when=move || editable.get() && !unfinished.get()
                    fallback=move || view! { <State row/> }
                >
                    <LinkSwitch row/>
                </Show>
            </div>
            <div class="chain-main">
                <p class="chain-title">
                    {name}
                    <Show when=move || unfinished.get()>
                        " "
                        <Tag tone=Tone::Warn>{t.middleware.unfinished}</Tag>
                    </Show>
                </p>
                <p>{move || view! { <Sentence text=sentence.get()/> }}</p>
                {move || figures.get().map(|figures| view! { <Figures figures/> })}
            </div>
            <Show when=move || editable.get()>
                <Acts row unfinished/>
            </Show>
        </li>
    }
}

#[component]
fn State(row: Row) -> impl IntoView {
    let t = use_messages();
    view! { <Tag>{move || if row.is_on() { t.common.on } else { t.common.off }}</Tag> }
}

#[component]
fn LinkSwitch(row: Row) -> impl IntoView {
    let t = use_messages();
    view! {
        <button
            class="switch"
            type="submit"
            role="switch"
            form=move || if row.is_on() { TURN_OFF } else { TURN_ON }
            name="link"
            value=row.link.to_string()
            aria-checked=move || row.is_on().to_string()
            aria-label=(t.middleware.switch)(row.name())
            on:click=move |event| row.turns.once(&event, row.version())
        >
            <span class="switch-knob"></span>
        </button>
    }
}

#[component]
fn Acts(row: Row, unfinished: Memo<bool>) -> impl IntoView {
    let t = use_messages();
    let name = row.name();
    let ends = Memo::new(move |_| {
        row.chain.with(|chain| {
            let is_at = |it: Option<&LinkView>| it.is_some_and(|it| it.link.id == row.link);
            (is_at(chain.links.first()), is_at(chain.links.last()))
        })
    });
    view! {
        <div class="chain-acts">
            <Mover
                row
                form=MOVE_UP
                icon=IconName::Up
                label=(t.namespaces.move_up)(name)
                is_at_end=Signal::derive(move || ends.get().0)
            />
            <Mover
                row
                form=MOVE_DOWN
                icon=IconName::Down
                label=(t.namespaces.move_down)(name)
                is_at_end=Signal::derive(move || ends.get().1)
            />
            <a class="btn btn-small" href=move || row.edit_path() aria-label=(t.middleware.edit)(name)>
                {move || if unfinished.get() { t.middleware.finish } else { t.common.edit }}
            </a>
            <button
                class="btn btn-small btn-quiet"
                type="submit"
                form=REMOVE
                name="link"
                value=row.link.to_string()
                aria-label=(t.middleware.remove_link)(name)
                on:click=move |event| row.turns.once(&event, row.version())
            >
                {t.middleware.remove}
            </button>
        </div>
    }
}

/// Not `disabled` at the end of the list: the focus would be lost on the way there.
#[component]
fn Mover(
    row: Row,
    form: &'static str,
    icon: IconName,
    label: String,
    is_at_end: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            class="btn-icon"
            type="submit"
            form=form
            name="link"
            value=row.link.to_string()
            aria-label=label
            aria-disabled=move || is_at_end.get().then_some("true")
            on:click=move |event| {
                if is_at_end.get_untracked() {
                    event.prevent_default();
                } else {
                    row.turns.once(&event, row.version());
                }
            }
        >
            <Icon name=icon/>
        </button>
    }
}

#[component]
fn Figures(figures: LinkFiguresView) -> impl IntoView {
    let t = use_messages();
    let stopped = figures.stopped.into_iter().map(|it| {
        view! {
            <li>
                <code class="code">{it.who}</code>
                " " {(t.middleware.stopped_times)(it.times)} " · " <Time at=it.last/>
            </li>
        }
    });
    let stopped = stopped.collect::<Vec<_>>();
    let list = (!stopped.is_empty()).then(|| {
        view! {
            <p class="muted">{t.middleware.stopped}</p>
            <ul class="chain-stopped">{stopped}</ul>
        }
    });
    view! {
        <p class="muted">{(t.middleware.figures)(figures.seen, figures.acted)}</p>
        {list}
    }
}
