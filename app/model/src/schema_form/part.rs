//! What a schema asks for, one level at a time: what is below is asked for when somebody gets there, so that a schema
//! within itself has an end.

use super::{Json, Schema, alternatives, schema::without};

/// Boxes to tick; more values than these are chosen one after the other.
const MAX_BOXES: usize = 24;

/// One place of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// For people; empty where there is none.
    pub title: String,
    /// What it is; empty where there is nothing said.
    pub description: String,
    /// What holds when nothing is given.
    pub default: Option<Json>,
    /// `null` is a value, too.
    pub is_nullable: bool,
    /// What is asked for.
    pub shape: Shape,
}

/// What is asked for at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Members.
    Object {
        /// Those with a name in the schema.
        fields: Vec<Field>,
        /// What others are; nothing where there may be no others.
        others: Option<Schema>,
        /// The schema says that there are others, so they are asked for.
        asks_for_others: bool,
    },
    /// Values one after the other.
    List {
        /// What the first ones are, each.
        first: Vec<Schema>,
        /// What further ones are; nothing where there may be none.
        item: Option<Schema>,
        /// How many.
        bounds: Bounds,
    },
    /// Some of these values.
    Some(Vec<NamedValue>),
    /// One of these values.
    One(Vec<NamedValue>),
    /// One of these ways.
    Way(Vec<Alternative>),
    /// This value and no other.
    Fixed(Json),
    /// A text.
    Text {
        /// `format`; empty where there is none.
        format: String,
        /// A regular expression; empty where there is none.
        pattern: String,
        /// How many characters.
        bounds: Bounds,
    },
    /// A number.
    Number {
        /// Without a fraction.
        is_whole: bool,
        /// Its limits, such as `≥ 1`.
        limits: Vec<String>,
    },
    /// True or false.
    Flag,
    /// `null`.
    Nothing,
    /// Anything: it is written as JSON.
    Raw,
}

/// How many, from and to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least so many.
    pub min: usize,
    /// At most so many.
    pub max: Option<usize>,
}

/// A member with a name in the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// It has to be given.
    pub is_required: bool,
    /// What it is.
    pub schema: Schema,
}

/// A value to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedValue {
    /// What people read.
    pub label: String,
    /// The value.
    pub value: Json,
}

/// One of several ways to say something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What people read; empty where the schema has no word for it.
    pub label: String,
    /// What is asked for then.
    pub schema: Schema,
}

impl Part {
    pub(super) fn of(schema: &Schema) -> Self {
        let Some(here) = schema.resolved() else {
            return Self::raw(&Json::Null);
        };
        let mut part = Self::raw(&here);
        (part.shape, part.is_nullable) = shape(schema, &here);
        part.is_nullable |= here.get("nullable") == Some(&Json::Flag(true));
        // The only way that is left besides `null` may say more than what is around it.
        if let Some(only) = alternatives::only(schema, &here) {
            let inner = only.part();
            part = Self {
                title: or(part.title, inner.title),
                description: or(part.description, inner.description),
                default: part.default.or(inner.default),
                is_nullable: part.is_nullable || inner.is_nullable,
                shape: inner.shape,
            };
        }
        part
    }

    fn raw(here: &Json) -> Self {
        Self {
            title: word(here, "title"),
            description: word(here, "description"),
            default: here.get("default").cloned(),
            is_nullable: false,
            shape: Shape::Raw,
        }
    }
}

fn or(first: String, second: String) -> String {
    if first.is_empty() { second } else { first }
}

pub(super) fn word(here: &Json, name: &str) -> String {
    here.get(name)
        .and_then(Json::as_text)
        .unwrap_or_default()
        .to_owned()
}

/// What is asked for, and whether `null` may stand there, too.
fn shape(schema: &Schema, here: &Json) -> (Shape, bool) {
    if let Some(value) = here.get("const") {
        return (Shape::Fixed(value.clone()), false);
    }
    if let Some(Json::List(values)) = here.get("enum") {
        return one_of(here, values);
    }
    if let Some(found) = alternatives::shape(schema, here) {
        return found;
    }
    let types: Vec<&str> = match here.get("type") {
        Some(Json::Text(name)) => vec![name],
        Some(Json::List(names)) => names.iter().filter_map(Json::as_text).collect(),
        _ => inferred(here).into_iter().collect(),
    };
    let is_nullable = types.len() > 1 && types.contains(&"null");
    let types: Vec<_> = types
        .iter()
        .filter(|name| !is_nullable || **name != "null")
        .collect();
    let shape = match types[..] {
        [] => Shape::Raw,
        [name] => typed(schema, here, name),
        _ => {
            let ways = types.into_iter().map(|name| {
                let mut here = here.clone();
                here.set("/type", Json::Text((*name).to_owned()));
                Alternative {
                    label: (*name).to_owned(),
                    schema: schema.with(without(&without(&here, "title"), "description")),
                }
            });
            Shape::Way(ways.collect())
        }
    };
    (shape, is_nullable)
}

fn inferred(here: &Json) -> Option<&'static str> {
    let has = |word: &str| here.get(word).is_some();
    if has("properties") || has("required") || has("additionalProperties") {
        Some("object")
    } else if has("items") || has("prefixItems") {
        Some("array")
    } else if has("pattern") || has("minLength") || has("maxLength") || has("format") {
        Some("string")
    } else if has("minimum") || has("maximum") || has("multipleOf") {
        Some("number")
    } else {
        None
    }
}

fn typed(schema: &Schema, here: &Json, name: &str) -> Shape {
    match name {
        "object" => object(schema, here),
        "array" => list(schema, here),
        "string" => Shape::Text {
            format: word(here, "format"),
            pattern: word(here, "pattern"),
            bounds: bounds(here, "minLength", "maxLength"),
        },
        "number" | "integer" => Shape::Number {
            is_whole: name == "integer",
            limits: limits(here),
        },
        "boolean" => Shape::Flag,
        "null" => Shape::Nothing,
        _ => Shape::Raw,
    }
}

fn object(schema: &Schema, here: &Json) -> Shape {
    let required = here.get("required").map(Json::items).unwrap_or_default();
    let is_required = |name: &str| required.iter().any(|it| it.as_text() == Some(name));
    let properties = here.get("properties").map(Json::members).unwrap_or_default();
    let mut fields: Vec<_> = properties
        .iter()
        .map(|(name, property)| Field {
            name: name.clone(),
            is_required: is_required(name),
            schema: schema.with(property.clone()),
        })
        .collect();
    // A name that is required and described nowhere is asked for, too.
    for name in required.iter().filter_map(Json::as_text) {
        if !fields.iter().any(|field| field.name == name) {
            fields.push(Field {
                name: name.to_owned(),
                is_required: true,
                schema: schema.with(Json::Flag(true)),
            });
        }
    }
    let others = here.get("additionalProperties");
    let asks_for_others = match others {
        None => properties.is_empty() && here.get("patternProperties").is_some(),
        Some(others) => *others != Json::Flag(false),
    };
    Shape::Object {
        fields,
        others: (others != Some(&Json::Flag(false)))
            .then(|| schema.with(others.cloned().unwrap_or(Json::Flag(true)))),
        asks_for_others,
    }
}

fn list(schema: &Schema, here: &Json) -> Shape {
    let items = here.get("items");
    let first = here.get("prefixItems").map(Json::items).unwrap_or_default();
    let first: Vec<_> = first.iter().map(|item| schema.with(item.clone())).collect();
    let item =
        (items != Some(&Json::Flag(false))).then(|| schema.with(items.cloned().unwrap_or(Json::Flag(true))));
    if first.is_empty()
        && let Some(item) = &item
        && let Shape::One(values) = item.part().shape
        && values.len() <= MAX_BOXES
    {
        return Shape::Some(values);
    }
    Shape::List {
        first,
        item,
        bounds: bounds(here, "minItems", "maxItems"),
    }
}

fn bounds(here: &Json, min: &str, max: &str) -> Bounds {
    Bounds {
        min: here.get(min).and_then(Json::as_count).unwrap_or_default(),
        max: here.get(max).and_then(Json::as_count),
    }
}

fn limits(here: &Json) -> Vec<String> {
    const SIGNS: [(&str, &str); 5] = [
        ("minimum", "≥"),
        ("exclusiveMinimum", ">"),
        ("maximum", "≤"),
        ("exclusiveMaximum", "<"),
        ("multipleOf", "×"),
    ];
    let numbers = SIGNS
        .into_iter()
        .filter_map(|(word, sign)| match here.get(word)? {
            Json::Number(number) => Some(format!("{sign} {number}")),
            _ => None,
        });
    numbers.collect()
}

fn one_of(here: &Json, values: &[Json]) -> (Shape, bool) {
    let names = here.get("enumNames").map(Json::items).unwrap_or_default();
    let choices = values
        .iter()
        .enumerate()
        .filter(|(_, value)| **value != Json::Null);
    let choices: Vec<_> = choices
        .map(|(index, value)| NamedValue {
            label: names.get(index).unwrap_or(value).in_a_field(),
            value: value.clone(),
        })
        .collect();
    let is_nullable = !choices.is_empty() && choices.len() < values.len();
    let shape = if choices.is_empty() {
        Shape::Raw
    } else {
        Shape::One(choices)
    };
    (shape, is_nullable)
}
