//! The fields of a link, as it describes its settings itself: another kind needs no page.

use leptos::prelude::*;
use model::{
    Problem,
    middleware::{Control, Middleware, MiddlewareKind, Setting, Values},
};

use crate::{components::*, i18n::use_messages};

const LIST_ROWS: u32 = 4;

#[component]
pub(super) fn SettingFields(middleware: Middleware) -> impl IntoView {
    let kind = middleware.kind();
    let settings = middleware.settings();
    let values: Values = settings
        .iter()
        .map(|it| (it.name.to_owned(), it.value.clone()))
        .collect();
    let fields = settings.into_iter().map(|setting| {
        let required = is_required(kind, &values, setting.name);
        view! { <SettingField kind setting required/> }
    });
    fields.collect_view()
}

/// It cannot be left empty.
fn is_required(kind: MiddlewareKind, values: &Values, name: &str) -> bool {
    let mut values = values.clone();
    values.insert(name.to_owned(), String::new());
    let errors = Middleware::read(kind, &values).err().unwrap_or_default();
    errors.get(name).contains(&Problem::Required)
}

#[component]
fn SettingField(kind: MiddlewareKind, setting: Setting, required: bool) -> impl IntoView {
    let t = &use_messages().middleware;
    let Setting { name, control, value } = setting;
    let (label, hint) = (t.setting)(kind, name).unwrap_or((name, ""));
    let name = format!("settings.{name}");
    match control {
        Control::Number => {
            view! { <TextField name label hint value kind=TextKind::Number required/> }.into_any()
        }
        Control::Text => view! { <TextField name label hint value kind=TextKind::Code required/> }.into_any(),
        Control::Lines => view! { <TextArea name label hint value rows=LIST_ROWS required/> }.into_any(),
        Control::Switch => {
            let checked = !value.is_empty();
            view! { <CheckField name label hint checked/> }.into_any()
        }
        Control::Choice(words) => {
            let options = words
                .iter()
                .map(|word| Choice::new(*word, (t.choice)(word).unwrap_or(word)))
                .collect();
            view! { <SelectField name label hint options value/> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use model::middleware::{Middleware, MiddlewareKind, Values};

    use super::is_required;

    #[test]
    fn what_cannot_be_empty_is_marked() {
        let required = |kind: MiddlewareKind| -> Vec<&'static str> {
            let settings = Middleware::usual(kind).settings();
            let values: Values = settings
                .iter()
                .map(|it| (it.name.to_owned(), it.value.clone()))
                .collect();
            let names = settings.iter().map(|it| it.name);
            names.filter(|name| is_required(kind, &values, name)).collect()
        };
        assert_eq!(required(MiddlewareKind::RateLimit), ["count", "seconds"]);
        assert_eq!(required(MiddlewareKind::Webhook), ["url", "milliseconds"]);
        assert!(required(MiddlewareKind::Filter).is_empty());
    }
}
