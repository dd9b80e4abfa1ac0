//! A place of a form by what is asked for there.

use leptos::prelude::*;
use model::schema_form::Shape;

use super::{
    choice::{boxes, fixed, flag, menu},
    draft::Place,
    frame::group,
    list::list,
    object::members,
    text::{line, raw},
    way::ways,
};

/// The fields for a place. What is below is made when it is there, so that a schema within itself has an end.
pub(super) fn part(place: Place) -> AnyView {
    let part = place.part();
    match part.shape.clone() {
        Shape::Object {
            fields,
            others,
            asks_for_others,
        } => {
            let inner = place.clone();
            let body = move || members(&inner, &fields, others.clone(), asks_for_others);
            group(&place, &part, body)
        }
        Shape::List { first, item, .. } => {
            let inner = place.clone();
            group(&place, &part, move || list(&inner, &first, item.clone()))
        }
        Shape::Way(alternatives) => {
            let inner = place.clone();
            group(&place, &part, move || ways(&inner, &alternatives))
        }
        Shape::Some(values) => boxes(&place, &part, values),
        Shape::One(values) => menu(&place, &part, values),
        Shape::Flag => flag(&place, &part),
        Shape::Fixed(value) => fixed(&place, &part, value),
        Shape::Nothing => fixed(&place, &part, model::schema_form::Json::Null),
        Shape::Text { format, .. } => line(&place, &part, &format, false),
        Shape::Number { .. } => line(&place, &part, "", true),
        Shape::Raw => raw(&place, &part),
    }
}
