//! The latest saves of a namespace, each with the button that takes it back.

use leptos::prelude::*;
use model::{NamespaceId, NamespaceSaveView, SavedChange};

use crate::{api::saves::UndoNamespaceSave, components::*, i18n::use_messages};

/// Names that are told of one change; of the rest it is told how many they are.
const MOST_NAMES: usize = 3;

/// Nothing where nothing was saved yet.
#[component]
pub(super) fn SavesCard(
    id: NamespaceId,
    saves: Memo<Vec<NamespaceSaveView>>,
    undo: ServerAction<UndoNamespaceSave>,
) -> impl IntoView {
    let t = use_messages();
    let any = Memo::new(move |_| saves.with(|saves| !saves.is_empty()));
    view! {
        <Show when=move || any.get()>
            <Card title=t.saves.title>
                <p class="field-lead">{t.saves.lead}</p>
                <ul class="saves">
                    <For each=move || saves.get() key=|save| save.id let:save>
                        <Save id save undo/>
                    </For>
                </ul>
            </Card>
        </Show>
    }
}

#[component]
fn Save(id: NamespaceId, save: NamespaceSaveView, undo: ServerAction<UndoNamespaceSave>) -> impl IntoView {
    let t = use_messages();
    let changes: Vec<String> = save.changes.iter().map(in_words).collect();
    let changes = changes.join(" · ");
    let label = (t.saves.undo_of)(&changes);
    view! {
        <li class="row">
            <span class="grow">
                {changes}
                <small class="muted">{save.by} " · " <Time at=save.at/></small>
            </span>
            <Form action=undo quiet=true>
                <Hidden name="namespace" value=id.to_string()/>
                <Hidden name="save" value=save.id.to_string()/>
                <button class="btn btn-small" type="submit" aria-label=label>{t.saves.undo}</button>
            </Form>
        </li>
    }
}

fn in_words(change: &SavedChange) -> String {
    let t = use_messages();
    let mut names: Vec<String> = change.names.iter().take(MOST_NAMES).cloned().collect();
    let more = change.names.len() - names.len();
    if more > 0 {
        names.push((t.saves.and_more)(more));
    }
    (t.saves.change)(change.kind, &names.join(", "))
}

#[cfg(test)]
mod tests {
    use model::{SavedChange, SavedChangeKind};

    use super::in_words;

    #[test]
    fn a_change_of_many_names_a_few() {
        let change = |names: &[&str]| SavedChange {
            kind: SavedChangeKind::ToolsOff,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(in_words(&change(&["a", "b"])), "Tools off: a, b");
        assert_eq!(
            in_words(&change(&["a", "b", "c", "d", "e"])),
            "Tools off: a, b, c, 2 more"
        );
    }
}
