use super::{Json, Part, Schema, Shape};

fn json(text: &str) -> Json {
    Json::parse(text).expect("JSON")
}

/// The part at a path of names; `*` is the item of a list.
fn part(schema: &str, path: &[&str]) -> Part {
    let mut here = Schema::parse(schema);
    for step in path {
        here = match (here.part().shape, *step) {
            (Shape::List { item, .. }, "*") => item.expect("items"),
            (Shape::Object { others, .. }, "**") => others.expect("others"),
            (Shape::Object { fields, .. }, name) => {
                let mut fields = fields.into_iter();
                fields.find(|field| field.name == name).expect("a field").schema
            }
            (shape, step) => panic!("{step} is nowhere in {shape:?}"),
        };
    }
    here.part()
}

fn labels(shape: &Shape) -> Vec<&str> {
    match shape {
        Shape::One(values) | Shape::Some(values) => values.iter().map(|it| it.label.as_str()).collect(),
        Shape::Way(ways) => ways.iter().map(|it| it.label.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_is_written_as_it_was_read() {
    let text = r#"{"z":1.50,"a":12345678901234567890123,"e":1e999,"t":"\"ü\"","l":[true,null,{}],"o":{"b":[],"a":""}}"#;
    assert_eq!(json(text).to_string(), text);
    assert_eq!(json(&json(text).indented()), json(text));
    assert_eq!(json("[]").indented(), "[]");
}

#[test]
fn what_is_no_json_says_where() {
    let error = Json::parse("{\n \"a\": }").expect_err("an error");
    assert!(
        matches!(error, crate::Problem::BadJson { line: 2, .. }),
        "{error:?}"
    );
    assert!(Json::parse(&"[".repeat(5_000)).is_err());
    assert!(Json::parse(&format!("{}{}", "[".repeat(500), "]".repeat(500))).is_err());
}

#[test]
fn values_are_changed_at_pointers_and_the_rest_stays() {
    let mut value = json(r#"{"keep": 1.0, "list": [{"a": 1}, 2, 3]}"#);
    value.set("/list/0/b~1c", Json::Flag(true));
    value.set("/new/below", json("[1]"));
    value.remove("/list/1");
    value.rename("", "keep", "kept");
    value.rename("", "kept", "list");
    assert_eq!(
        value.to_string(),
        r#"{"kept":1.0,"list":[{"a":1,"b/c":true},3],"new":{"below":[1]}}"#
    );
    assert_eq!(value.at("/list/0/b~1c"), Some(&Json::Flag(true)));
    assert_eq!(value.at("/list/7"), None);
    value.remove("/nowhere/at/all");
}

#[test]
fn what_is_not_json_yet_is_written_as_it_is() {
    let mut value = json(r#"{"a":1}"#);
    value.set("/a", Json::Unfinished("{\"b\"".to_owned()));
    assert_eq!(value.to_string(), r#"{"a":{"b"}"#);
    assert!(Json::parse(&value.to_string()).is_err());
}

#[test]
fn numbers_are_numbers_and_other_words_are_texts() {
    assert_eq!(Json::number_or_text(" 1.50 "), Json::Number("1.50".to_owned()));
    assert_eq!(Json::number_or_text("12a"), Json::Text("12a".to_owned()));
    assert_eq!(Json::number_or_text("true"), Json::Text("true".to_owned()));
}

#[test]
fn members_are_asked_for_in_their_order_with_what_is_said_of_them() {
    let schema = r#"{"type":"object","required":["z","ghost"],"properties":{
        "z":{"type":"integer","minimum":1,"exclusiveMaximum":10,"title":"Zed","description":"The last."},
        "a":{"type":"string","format":"date-time","minLength":2,"pattern":"^x"}}}"#;
    let Shape::Object {
        fields,
        asks_for_others,
        others,
    } = Schema::parse(schema).part().shape
    else {
        panic!("an object")
    };
    let names: Vec<_> = fields
        .iter()
        .map(|it| (it.name.as_str(), it.is_required))
        .collect();
    assert_eq!(names, [("z", true), ("a", false), ("ghost", true)]);
    assert!(!asks_for_others && others.is_some());
    let z = part(schema, &["z"]);
    assert_eq!((z.title.as_str(), z.description.as_str()), ("Zed", "The last."));
    let limits = vec!["≥ 1".to_owned(), "< 10".to_owned()];
    assert_eq!(
        z.shape,
        Shape::Number {
            is_whole: true,
            limits
        }
    );
    assert!(
        matches!(part(schema, &["a"]).shape, Shape::Text { format, bounds, .. }
        if format == "date-time" && bounds.min == 2)
    );
    assert_eq!(part(schema, &["ghost"]).shape, Shape::Raw);
}

#[test]
fn values_to_choose_have_the_names_that_the_schema_gives_them() {
    let named = part(r#"{"enum":["r","g",null],"enumNames":["Red","Green","-"]}"#, &[]);
    assert_eq!(labels(&named.shape), ["Red", "Green"]);
    assert!(named.is_nullable);
    let titled = part(r#"{"oneOf":[{"const":1,"title":"One"},{"const":2}]}"#, &[]);
    assert_eq!(labels(&titled.shape), ["One", "2"]);
    let several = part(
        r#"{"type":"array","items":{"type":"string","anyOf":[{"const":"a","title":"A"},{"const":"b","title":"B"}]}}"#,
        &[],
    );
    assert!(matches!(several.shape, Shape::Some(_)));
    assert_eq!(labels(&several.shape), ["A", "B"]);
}

#[test]
fn null_beside_one_way_is_no_choice() {
    for schema in [
        r#"{"title":"N","default":null,"anyOf":[{"type":"integer"},{"type":"null"}]}"#,
        r#"{"title":"N","type":["integer","null"]}"#,
        r#"{"title":"N","type":"integer","nullable":true}"#,
    ] {
        let part = part(schema, &[]);
        assert!(part.is_nullable, "{schema}");
        assert_eq!(part.title, "N");
        assert!(
            matches!(part.shape, Shape::Number { is_whole: true, .. }),
            "{schema}"
        );
    }
}

#[test]
fn ways_are_named_and_a_value_finds_its_own() {
    let schema = r##"{"oneOf":[
        {"title":"By name","type":"object","properties":{"name":{"type":"string"}},"required":["name"]},
        {"type":"object","properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind"]},
        {"$ref":"#/$defs/Square"},
        {"type":"string"},
        {"type":"null"}],
        "$defs":{"Square":{"type":"object","properties":{"side":{"type":"number"}},"required":["side"]}}}"##;
    let part = part(schema, &[]);
    assert_eq!(labels(&part.shape), ["By name", "circle", "Square", "string"]);
    assert!(part.is_nullable);
    let Shape::Way(ways) = part.shape else {
        panic!("ways")
    };
    let cases = [
        (r#"{"name":"x"}"#, 0),
        (r#"{"kind":"circle","r":2}"#, 1),
        (r#"{"side":2}"#, 2),
        (r#""x""#, 3),
    ];
    for (value, way) in cases {
        assert_eq!(Part::likely(&ways, &json(value)), way, "{value}");
    }
}

#[test]
fn several_types_are_ways_and_requirements_are_none() {
    assert_eq!(
        labels(&part(r#"{"type":["string","integer"]}"#, &[]).shape),
        ["string", "integer"]
    );
    let narrowed =
        r#"{"type":"object","properties":{"a":{},"b":{}},"anyOf":[{"required":["a"]},{"required":["b"]}]}"#;
    assert!(matches!(part(narrowed, &[]).shape, Shape::Object { fields, .. } if fields.len() == 2));
}

#[test]
fn references_are_followed_also_into_themselves() {
    let schema = r##"{"type":"object","properties":{"tree":{"$ref":"#/$defs/Tree","description":"The root."}},
        "required":["tree"],
        "$defs":{"Tree":{"type":"object","required":["left"],
            "properties":{"value":{"type":"integer","default":7},"left":{"$ref":"#/$defs/Tree"}}},
            "Loop":{"$ref":"#/$defs/Loop"}}}"##;
    assert_eq!(part(schema, &["tree"]).description, "The root.");
    assert!(matches!(
        part(schema, &["tree", "left", "left", "value"]).shape,
        Shape::Number { .. }
    ));
    // What is within itself has an end.
    assert!(
        Schema::parse(schema)
            .initial()
            .expect("a value")
            .to_string()
            .len()
            < 200
    );
    let looped = r##"{"$ref":"#/$defs/Loop","$defs":{"Loop":{"$ref":"#/$defs/Loop"}}}"##;
    assert_eq!(part(looped, &[]).shape, Shape::Raw);
    let anchored = r##"{"$ref":"#here","$defs":{"x":{"$anchor":"here","type":"boolean"}}}"##;
    assert_eq!(part(anchored, &[]).shape, Shape::Flag);
    assert_eq!(
        part(r#"{"$ref":"https://example.com/other"}"#, &[]).shape,
        Shape::Raw
    );
}

#[test]
fn all_of_is_one_object() {
    let schema = r##"{"allOf":[{"$ref":"#/$defs/A"},{"properties":{"b":{"type":"boolean"}},"required":["b"]}],
        "$defs":{"A":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}"##;
    let Shape::Object { fields, .. } = part(schema, &[]).shape else {
        panic!("an object")
    };
    assert!(fields.len() == 2 && fields.iter().all(|field| field.is_required));
}

#[test]
fn other_members_are_asked_for_where_the_schema_says_what_they_are() {
    let map = r#"{"type":"object","additionalProperties":{"type":"integer"}}"#;
    assert!(matches!(
        part(map, &[]).shape,
        Shape::Object {
            asks_for_others: true,
            ..
        }
    ));
    assert!(matches!(part(map, &["**"]).shape, Shape::Number { .. }));
    let closed = r#"{"type":"object","properties":{},"additionalProperties":false}"#;
    assert!(matches!(
        part(closed, &[]).shape,
        Shape::Object {
            others: None,
            asks_for_others: false,
            ..
        }
    ));
}

#[test]
fn lists_know_what_stands_where() {
    let schema = r#"{"type":"array","minItems":3,"prefixItems":[{"type":"string"},{"type":"boolean"}],
        "items":{"type":"integer","default":4}}"#;
    let Shape::List { first, item, bounds } = part(schema, &[]).shape else {
        panic!("a list")
    };
    assert_eq!(
        (first.len(), item.is_some(), bounds.min, bounds.max),
        (2, true, 3, None)
    );
    assert_eq!(Schema::parse(schema).initial(), Some(json(r#"["",false,4]"#)));
}

#[test]
fn a_form_begins_with_what_is_known() {
    let schema = r#"{"type":"object","required":["mode","nested","flag","name"],"properties":{
        "mode":{"const":"fast"},
        "nested":{"type":"object","required":["size"],"properties":{"size":{"type":"integer","default":3},"x":{"type":"string"}}},
        "flag":{"type":"boolean"},"name":{"type":"string"},
        "limit":{"type":"integer","default":10},"free":{"type":"string"}}}"#;
    assert_eq!(
        Schema::parse(schema).initial(),
        Some(json(
            r#"{"mode":"fast","nested":{"size":3},"flag":false,"limit":10}"#
        ))
    );
    assert_eq!(
        Schema::parse(r#"{"enum":["a","b"]}"#).blank(),
        Json::Text("a".to_owned())
    );
}

#[test]
fn what_says_nothing_is_raw() {
    for schema in ["true", "{}", "no JSON", r#"{"type":"strange"}"#, r#"{"not":{}}"#] {
        assert_eq!(part(schema, &[]).shape, Shape::Raw, "{schema}");
    }
}

/// Goes through a form as a person does who opens everything.
fn visit(schema: &Schema, depth: usize, seen: &mut usize) {
    *seen += 1;
    assert!(*seen < 100_000, "it has no end");
    if depth == 0 {
        return;
    }
    match schema.part().shape {
        Shape::Object { fields, others, .. } => {
            let fields = fields.iter().map(|field| &field.schema);
            for below in fields.chain(&others) {
                visit(below, depth - 1, seen);
            }
        }
        Shape::List { first, item, .. } => {
            for item in first.iter().chain(&item) {
                visit(item, depth - 1, seen);
            }
        }
        Shape::Way(ways) => {
            for way in &ways {
                visit(&way.schema, depth - 1, seen);
            }
        }
        _ => {}
    }
}

#[test]
fn every_schema_of_real_servers_has_a_form() {
    let files = [
        include_str!("../../../../server/gateway/tests/search/tools.json"),
        include_str!("../../../../server/testkit/src/demo/tools.json"),
    ];
    let mut tools = 0;
    for file in files {
        let file = json(file);
        let lists = file.items().iter().filter_map(|it| it.get("tools"));
        for tool in lists.chain([&file]).flat_map(Json::items) {
            let Some(text) = tool.get("inputSchema") else {
                continue;
            };
            let schema = Schema::parse(&text.to_string());
            let mut seen = 0;
            visit(&schema, 8, &mut seen);
            assert!(matches!(schema.part().shape, Shape::Object { .. }), "{text}");
            let initial = schema.initial().expect("an object");
            assert_eq!(json(&initial.indented()), initial, "{text}");
            tools += 1;
        }
    }
    assert!(tools > 1_100, "{tools}");
}
