//! Items of a list: to add, to remove and to put in another order.

use leptos::prelude::*;
use model::schema_form::{Json, Schema};

use super::{draft::Place, part::part};
use crate::{browser, components::*, i18n::use_messages};

/// The items, each with its own fields.
pub(super) fn list(place: &Place, first: &[Schema], further: Option<Schema>) -> AnyView {
    let t = &use_messages().inspector.form;
    let value = place.value();
    let count = Memo::new(move |_| value.with(|value| value.as_ref().map_or(0, |it| it.items().len())));
    // Items have no names: when they change places, all of them are made anew.
    let order = RwSignal::new(0_u32);
    let (first, rest) = (
        first.to_vec(),
        further.clone().unwrap_or_else(|| Schema::parse("true")),
    );
    let known = first.len();
    let schema_of = move |index: usize| first.get(index).unwrap_or(&rest).clone();
    let add = {
        let (place, schema_of) = (place.clone(), schema_of.clone());
        move |()| {
            let index = count.get_untracked();
            let item = place.below(&index.to_string(), String::new(), schema_of(index));
            item.set(item.schema.blank());
            lead_into(item.id());
        }
    };
    let may_grow = further.is_some();
    let has_room = move || may_grow || known > count.get();
    let place = place.clone();
    view! {
        <For
            each=move || {
                let order = order.get();
                (0..count.get()).map(move |index| (order, index))
            }
            key=|item| *item
            let((_, index))
        >
            {item(&place, index, schema_of(index), count, order)}
        </For>
        <Show when=has_room>
            <PressButton small=true on_press=add.clone()>{t.add_item}</PressButton>
        </Show>
    }
    .into_any()
}

fn item(place: &Place, index: usize, schema: Schema, count: Memo<usize>, order: RwSignal<u32>) -> AnyView {
    let t = &use_messages().inspector.form;
    let label = (t.item)(index + 1);
    let inner = place.below(&index.to_string(), label.clone(), schema);
    let row_id = format!("{}-row", inner.id());
    let swap = {
        let place = place.clone();
        move |with: usize| {
            place.draft.signal().update(|value| {
                if let Some(Json::List(items)) = value.at_mut(&place.pointer) {
                    items.swap(index, with);
                }
            });
            order.update(|order| *order += 1);
            lead_into(format!(
                "{}-row",
                place
                    .draft
                    .id(&model::schema_form::below(&place.pointer, &with.to_string()))
            ));
        }
    };
    let (up, down, gone) = (swap.clone(), swap, inner.clone());
    let is_last = move || count.get() == index + 1;
    let remove = move |_| {
        gone.draft.remove(&gone.pointer);
        order.update(|order| *order += 1);
    };
    view! {
        <div class="part-row" id=row_id>
            {part(inner)}
            <div class="picker-move">
                <button
                    class="btn-icon"
                    type="button"
                    aria-label=(t.move_up)(&label)
                    disabled=index == 0
                    on:click=move |_| up(index - 1)
                >
                    <Icon name=IconName::Up/>
                </button>
                <button
                    class="btn-icon"
                    type="button"
                    aria-label=(t.move_down)(&label)
                    disabled=is_last
                    on:click=move |_| down(index + 1)
                >
                    <Icon name=IconName::Down/>
                </button>
                <button class="btn-icon" type="button" aria-label=(t.remove)(&label) on:click=remove>
                    <Icon name=IconName::Close/>
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// The keyboard goes on in what was just made or moved.
fn lead_into(id: String) {
    request_animation_frame(move || {
        browser::focus_first(&format!(
            "[id='{id}']:is(input, textarea, select), [id='{id}'] :is(input, textarea, select, button:enabled)"
        ));
    });
}
