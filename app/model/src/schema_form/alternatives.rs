//! `oneOf` and `anyOf`: values with names, one way besides `null`, or several ways.

use super::{
    Json, Schema,
    part::{Alternative, NamedValue, Shape, word},
    schema::{merged, without},
};

/// What `oneOf` or `anyOf` asks for, and whether `null` is one of its ways. Nothing where they only narrow down what the
/// schema says beside them, and where one way is left, which is [`only`].
pub(super) fn shape(schema: &Schema, here: &Json) -> Option<(Shape, bool)> {
    let (around, ways) = ways(here)?;
    let (ways, is_nullable) = besides_null(schema, ways);
    if let Some(values) = constants(schema, &ways) {
        return Some((Shape::One(values), is_nullable));
    }
    let is_narrowing = around.get("properties").is_some() && ways.iter().all(|way| narrows(way));
    if is_narrowing {
        return None;
    }
    if ways.len() < 2 {
        return Some((Shape::Raw, is_nullable));
    }
    let around = without(&without(&without(&around, "title"), "description"), "default");
    let ways = ways.into_iter().map(|way| {
        let itself = schema.with(way.clone());
        let schema = if around.members().is_empty() {
            itself.clone()
        } else {
            schema.with(merged(itself.resolved().unwrap_or_default(), &around))
        };
        Alternative {
            label: label(&itself),
            schema,
        }
    });
    Some((Shape::Way(ways.collect()), is_nullable))
}

/// The one way that is left besides `null`.
pub(super) fn only(schema: &Schema, here: &Json) -> Option<Schema> {
    if here.get("const").is_some() || here.get("enum").is_some() {
        return None;
    }
    let (around, ways) = ways(here)?;
    match &besides_null(schema, ways).0[..] {
        [way] if !narrows(way) => {
            let way = schema.with((*way).clone()).resolved()?;
            Some(schema.with(merged(way, &around)))
        }
        _ => None,
    }
}

/// Which way a value was said: the one that it fits best.
pub(super) fn likely(ways: &[Alternative], value: &Json) -> usize {
    let mut best = (0, i64::MIN);
    for (index, way) in ways.iter().enumerate() {
        let fit = fit(&way.schema, value, 4);
        if fit > best.1 {
            best = (index, fit);
        }
    }
    best.0
}

/// The schema without its ways, and the ways.
fn ways(here: &Json) -> Option<(Json, &[Json])> {
    ["oneOf", "anyOf"]
        .into_iter()
        .find_map(|word| match here.get(word) {
            Some(Json::List(ways)) if !ways.is_empty() => Some((without(here, word), &ways[..])),
            _ => None,
        })
}

fn besides_null<'a>(schema: &Schema, ways: &'a [Json]) -> (Vec<&'a Json>, bool) {
    let is_null = |way: &Json| {
        let resolved = schema.with(way.clone()).resolved();
        resolved.is_some_and(|way| {
            way.get("type").and_then(Json::as_text) == Some("null") || way.get("const") == Some(&Json::Null)
        })
    };
    let others: Vec<_> = ways.iter().filter(|way| !is_null(way)).collect();
    let is_nullable = others.len() < ways.len();
    (others, is_nullable)
}

fn constants(schema: &Schema, ways: &[&Json]) -> Option<Vec<NamedValue>> {
    let values = ways.iter().map(|way| {
        let way = schema.with((*way).clone()).resolved()?;
        let value = way.get("const")?.clone();
        let title = word(&way, "title");
        Some(NamedValue {
            label: if title.is_empty() {
                value.in_a_field()
            } else {
                title
            },
            value,
        })
    });
    let values: Vec<_> = values.collect::<Option<_>>()?;
    (!values.is_empty()).then_some(values)
}

/// It says what else has to hold and not what is asked for.
fn narrows(way: &Json) -> bool {
    let words = ["required", "not", "dependentRequired"];
    let members = way.members();
    !members.is_empty() && members.iter().all(|(word, _)| words.contains(&word.as_str()))
}

/// A title, a constant that tells the ways apart, the name of a definition, or the type.
fn label(way: &Schema) -> String {
    let Some(here) = way.resolved() else {
        return String::new();
    };
    let title = word(&here, "title");
    if !title.is_empty() {
        return title;
    }
    let properties = here.get("properties").map(Json::members).unwrap_or_default();
    let constant = properties.iter().find_map(|(_, property)| property.get("const"));
    if let Some(constant) = constant {
        return constant.in_a_field();
    }
    if let Some(name) = way.reference_name() {
        return name.to_owned();
    }
    let described = word(&here, "description");
    match here.get("type").and_then(Json::as_text) {
        Some("object") | None => described,
        Some(name) => name.to_owned(),
    }
}

/// How well a value fits, by kinds, constants and names; below zero where it does not.
fn fit(schema: &Schema, value: &Json, depth: usize) -> i64 {
    const NOT: i64 = -1_000;
    let part = schema.part();
    if *value == Json::Null && part.is_nullable {
        return 2;
    }
    match (&part.shape, value) {
        (Shape::Fixed(fixed), value) => {
            if fixed == value {
                10
            } else {
                NOT
            }
        }
        (Shape::One(values), value) => {
            if values.iter().any(|it| it.value == *value) {
                5
            } else {
                NOT
            }
        }
        (Shape::Number { is_whole: true, .. }, Json::Number(number)) if number.contains(['.', 'e', 'E']) => {
            NOT
        }
        (Shape::Number { is_whole: true, .. }, Json::Number(_)) => 3,
        (Shape::Text { .. }, Json::Text(_))
        | (Shape::Number { .. }, Json::Number(_))
        | (Shape::Flag, Json::Flag(_))
        | (Shape::Nothing, Json::Null)
        | (Shape::Some(_), Json::List(_)) => 2,
        (Shape::List { item, .. }, Json::List(items)) => match (item, items.first()) {
            (Some(item), Some(value)) if depth > 0 => 2 + fit(item, value, depth - 1).min(0),
            _ => 2,
        },
        (Shape::Object { fields, .. }, Json::Object(members)) if depth > 0 => {
            let known = fields.iter().map(|field| match value.get(&field.name) {
                Some(value) => 1 + fit(&field.schema, value, depth - 1).clamp(NOT, 20),
                None if field.is_required => -3,
                None => 0,
            });
            let is_unknown = |name: &str| !fields.iter().any(|field| field.name == name);
            let unknown = members.iter().filter(|(name, _)| is_unknown(name)).count();
            known.sum::<i64>() - i64::try_from(unknown).unwrap_or(0)
        }
        (Shape::Object { .. }, Json::Object(_)) | (Shape::Raw, _) => 0,
        (Shape::Way(ways), value) if depth > 0 => {
            let fits = ways.iter().map(|way| fit(&way.schema, value, depth - 1));
            fits.max().unwrap_or(NOT)
        }
        _ => NOT,
    }
}
