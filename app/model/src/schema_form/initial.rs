//! What a form begins with.

use super::{Alternative, Json, Part, Schema, Shape, alternatives};

/// What is required within what is required is filled in so far.
const MAX_DEPTH: usize = 6;

impl Schema {
    /// What stands there before somebody fills it in: defaults, constants, and objects that have to be there.
    /// Nothing where only a person knows.
    pub fn initial(&self) -> Option<Json> {
        initial(self, MAX_DEPTH)
    }

    /// What is put where somebody asks for a value: the initial one, or else an empty one of its kind.
    pub fn blank(&self) -> Json {
        self.initial().unwrap_or_else(|| match self.part().shape {
            Shape::Text { .. } => Json::Text(String::new()),
            Shape::One(values) => values.into_iter().next().map_or(Json::Null, |first| first.value),
            Shape::Flag => Json::Flag(false),
            Shape::Way(ways) => ways.first().map_or(Json::Null, |way| way.schema.blank()),
            Shape::List { .. } | Shape::Some(_) => Json::List(Vec::new()),
            _ => Json::Null,
        })
    }
}

impl Part {
    /// The way that a value was said; the first for one that fits none.
    pub fn likely(ways: &[Alternative], value: &Json) -> usize {
        alternatives::likely(ways, value)
    }
}

fn initial(schema: &Schema, left: usize) -> Option<Json> {
    let left = left.checked_sub(1)?;
    let part = schema.part();
    if let Some(default) = part.default {
        return Some(default);
    }
    match part.shape {
        Shape::Fixed(value) => Some(value),
        Shape::Object { fields, .. } => {
            let members = fields.into_iter().filter_map(|field| {
                let value = if field.is_required {
                    initial(&field.schema, left).or_else(|| required(&field.schema))
                } else {
                    field.schema.part().default
                };
                Some((field.name, value?))
            });
            Some(Json::Object(members.collect()))
        }
        Shape::Way(ways) => initial(&ways.into_iter().next()?.schema, left),
        Shape::List { first, item, bounds } if bounds.min > 0 => {
            let further = item
                .iter()
                .cycle()
                .take(if item.is_some() { bounds.min } else { 0 });
            let items = first.iter().chain(further).take(bounds.min);
            let items = items.map(|item| initial(item, left).unwrap_or_else(|| empty(item)));
            Some(Json::List(items.collect()))
        }
        Shape::Nothing => Some(Json::Null),
        _ => None,
    }
}

/// A box is ticked or not; there is no third.
fn required(schema: &Schema) -> Option<Json> {
    let part = schema.part();
    match part.shape {
        Shape::Flag if !part.is_nullable => Some(Json::Flag(false)),
        Shape::List { .. } | Shape::Some(_) if !part.is_nullable => Some(Json::List(Vec::new())),
        _ => None,
    }
}

fn empty(schema: &Schema) -> Json {
    match schema.part().shape {
        Shape::Text { .. } => Json::Text(String::new()),
        Shape::Flag => Json::Flag(false),
        _ => Json::Null,
    }
}
