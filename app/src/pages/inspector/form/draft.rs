//! The value that a form edits, and the places in it.

use leptos::prelude::*;
use model::schema_form::{Json, Part, Schema};

use crate::pages::query::encoded;

/// The value of one form.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    value: RwSignal<Json>,
    /// The model's field: `params` or `content`.
    name: &'static str,
    /// Differs between the forms of a page.
    scope: StoredValue<String>,
}

/// One place of a form.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) draft: Draft,
    /// Where it is in the value (RFC 6901).
    pub(super) pointer: String,
    /// What people read.
    pub(super) label: String,
    /// It has to be there.
    pub(super) is_required: bool,
    /// It is one of a list or of rows: empty is not absent.
    pub(super) stays: bool,
    /// It is a way to say what is around it, at the same place.
    pub(super) is_way: bool,
    pub(super) schema: Schema,
}

impl Draft {
    pub(super) fn new(name: &'static str, scope: String, value: Json) -> Self {
        Self {
            value: RwSignal::new(value),
            name,
            scope: StoredValue::new(scope),
        }
    }

    pub(super) fn signal(self) -> RwSignal<Json> {
        self.value
    }

    pub(super) fn at(self, pointer: &str) -> Option<Json> {
        self.value.with_untracked(|value| value.at(pointer).cloned())
    }

    pub(super) fn set(self, pointer: &str, value: Json) {
        self.value.update(|whole| whole.set(pointer, value));
    }

    pub(super) fn remove(self, pointer: &str) {
        self.value.update(|whole| whole.remove(pointer));
    }

    /// The id of the element for a place: without blanks and quotes, whatever members are called.
    pub(super) fn id(self, pointer: &str) -> String {
        format!("{}{}", self.scope.get_value(), encoded(pointer))
    }

    /// The model's field for a place, as problems name it.
    pub(super) fn field(self, pointer: &str) -> String {
        format!("{}{pointer}", self.name)
    }
}

impl Place {
    /// All of a form.
    pub(super) fn root(draft: Draft, label: &str, schema: Schema) -> Self {
        Self {
            draft,
            pointer: String::new(),
            label: label.to_owned(),
            is_required: true,
            stays: true,
            is_way: false,
            schema,
        }
    }

    /// A member, an item, or another row below it.
    pub(super) fn below(&self, step: &str, label: String, schema: Schema) -> Self {
        Self {
            draft: self.draft,
            pointer: model::schema_form::below(&self.pointer, step),
            label,
            is_required: true,
            stays: true,
            is_way: false,
            schema,
        }
    }

    pub(super) fn part(&self) -> Part {
        self.schema.part()
    }

    pub(super) fn id(&self) -> String {
        let suffix = if self.is_way { "-itself" } else { "" };
        self.draft.id(&self.pointer) + suffix
    }

    /// What stands there.
    pub(super) fn value(&self) -> Memo<Option<Json>> {
        let (draft, pointer) = (self.draft, self.pointer.clone());
        Memo::new(move |_| draft.value.with(|value| value.at(&pointer).cloned()))
    }

    pub(super) fn set(&self, value: Json) {
        self.draft.set(&self.pointer, value);
    }

    /// Leaves it out; what stays becomes `empty`.
    pub(super) fn clear(&self, empty: Json) {
        if self.stays {
            self.set(empty);
        } else {
            self.draft.remove(&self.pointer);
        }
    }
}
