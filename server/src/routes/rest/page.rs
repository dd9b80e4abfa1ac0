//! The page about an endpoint's tools.

use std::fmt::Write as _;

use gateway::{Document, Parameter, ToolDocument};
use model::EndpointAuth;
use serde_json::{Value, value::RawValue};

use super::{
    html::{Reader, Text, document},
    schema,
};

/// Everything that a caller may call.
pub(super) fn tools(page: &Document) -> String {
    let mut main = format!(
        "<header>\n<p class=\"product\">MetaMCP</p>\n<h1>{}</h1>\n<p>{} over HTTP, for programs that do not speak MCP.</p>\n\
         </header>\n",
        Text(&page.endpoint),
        count(page.tools.len()),
    );
    how_to_call(&mut main, page);
    if page.tools.len() > 1 {
        main.push_str("<nav aria-labelledby=\"tools\">\n<h2 id=\"tools\">Tools</h2>\n<ul>\n");
        for tool in &page.tools {
            let name = Text(&tool.name);
            push(
                &mut main,
                format_args!("<li><a href=\"#{name}\"><code>{name}</code></a></li>\n"),
            );
        }
        main.push_str("</ul>\n</nav>\n");
    }
    for tool in &page.tools {
        describe(&mut main, page, tool);
    }
    document(Reader::default(), &format!("{} · HTTP API", page.endpoint), &main)
}

/// Why there is nothing to see, and a form for the key where that may help.
pub(super) fn refusal(
    endpoint: &str,
    message: &str,
    advice: &str,
    asks_for_key: bool,
    is_first_look: bool,
) -> String {
    let mut main = format!(
        "<header>\n<p class=\"product\">MetaMCP</p>\n<h1>{}</h1>\n</header>\n",
        Text(endpoint)
    );
    if is_first_look {
        main.push_str("<p>This page describes the tools of the endpoint to those who have its key.</p>\n");
    } else {
        let (message, advice) = (Text(message), Text(advice));
        push(
            &mut main,
            format_args!("<p class=\"problem\" role=\"alert\">{message} {advice}</p>\n"),
        );
    }
    if asks_for_key {
        main.push_str(
            "<form method=\"post\">\n<label for=\"key\">API key</label>\n<div class=\"row\">\n\
             <input id=\"key\" name=\"key\" type=\"password\" autocomplete=\"off\" placeholder=\"sk_mt_…\" required>\n\
             <button>Show the tools</button>\n</div>\n\
             <p class=\"hint\">It is used for this one answer and kept nowhere.</p>\n</form>\n",
        );
    }
    document(Reader::default(), &format!("{endpoint} · HTTP API"), &main)
}

fn how_to_call(main: &mut String, page: &Document) {
    let url = Text(&page.url);
    push(
        main,
        format_args!(
            "<section aria-labelledby=\"how\">\n<h2 id=\"how\">How to call</h2>\n\
             <p>Send the arguments as a JSON object with <code>POST {url}/<var>tool</var></code>. The answer is the tool's \
             result as MCP has it: <code>content</code> for people and models, <code>structuredContent</code> for programs. \
             A result with <code>isError</code> says that the tool itself failed; every other failure has an HTTP status and \
             <code>{{\"error\": {{\"code\", \"message\"}}}}</code>.</p>\n"
        ),
    );
    main.push_str(match page.auth {
        EndpointAuth::None => "<p>No key is needed.</p>\n",
        EndpointAuth::ApiKey | EndpointAuth::ApiKeyOrOauth => {
            "<p>Send an API key as <code>Authorization: Bearer sk_mt_…</code> or <code>X-API-Key: sk_mt_…</code>.</p>\n"
        }
        EndpointAuth::ApiKeyOrQuery | EndpointAuth::ApiKeyOrQueryOrOauth => {
            "<p>Send an API key as <code>Authorization: Bearer sk_mt_…</code> or <code>X-API-Key: sk_mt_…</code>, or append \
             <code>?api_key=sk_mt_…</code> to the URL.</p>\n"
        }
        EndpointAuth::Oauth | EndpointAuth::Sso => {
            "<p>Send an access token of OAuth as <code>Authorization: Bearer mcp_token_…</code>.</p>\n"
        }
    });
    let openapi = format!("{}/openapi.json", page.url);
    if page.auth.is_open() {
        let openapi = Text(&openapi);
        push(
            main,
            format_args!("<p>For tools that read OpenAPI: <a href=\"{openapi}\">{openapi}</a></p>\n"),
        );
    } else {
        main.push_str("<p>For tools that read OpenAPI:</p>\n");
        code(main, &curl(&openapi, page.auth, None));
    }
    main.push_str("</section>\n");
}

fn describe(main: &mut String, page: &Document, tool: &ToolDocument) {
    let name = Text(&tool.name);
    push(
        main,
        format_args!("<article id=\"{name}\">\n<h2><a href=\"#{name}\"><code>{name}</code></a></h2>\n"),
    );
    if !tool.title.is_empty() {
        push(
            main,
            format_args!("<p class=\"title\">{}</p>\n", Text(&tool.title)),
        );
    }
    let badges = [
        (tool.hints.read_only == Some(true), "changes nothing"),
        (
            tool.hints.destructive == Some(true) && tool.hints.read_only != Some(true),
            "may destroy something",
        ),
        (tool.hints.idempotent == Some(true), "may be repeated"),
    ];
    let badges: Vec<_> = badges.iter().filter(|(holds, _)| *holds).collect();
    if !badges.is_empty() {
        push(main, format_args!("<ul class=\"hints\">"));
        for (_, words) in badges {
            push(main, format_args!("<li>{words}</li>"));
        }
        push(main, format_args!("</ul>\n"));
    }
    if !tool.description.is_empty() {
        push(
            main,
            format_args!("<p class=\"description\">{}</p>\n", Text(tool.description.trim())),
        );
    }
    let root = read(&tool.input_schema);
    if tool.parameters.is_empty() {
        main.push_str("<p class=\"muted\">Takes no arguments.</p>\n");
    } else {
        main.push_str("<h3>Arguments</h3>\n<dl>\n");
        for parameter in &tool.parameters {
            argument(main, parameter, &root);
        }
        main.push_str("</dl>\n");
    }
    main.push_str("<h3>Example</h3>\n");
    let url = format!("{}/{}", page.url, tool.name);
    code(main, &curl(&url, page.auth, Some(&schema::example(&root))));
    schema_details(main, "Schema of the arguments", &tool.input_schema);
    if let Some(output) = &tool.output_schema {
        schema_details(main, "Schema of structuredContent", output);
    }
    main.push_str("</article>\n");
}

fn argument(main: &mut String, parameter: &Parameter, root: &Value) {
    let schema = read(&parameter.schema);
    let kind = schema::in_words(&schema, root);
    let required = if parameter.required {
        " <em>required</em>"
    } else {
        ""
    };
    push(
        main,
        format_args!(
            "<dt><code>{}</code> <span class=\"kind\">{}</span>{required}</dt>\n<dd>",
            Text(&parameter.name),
            Text(&kind)
        ),
    );
    push(
        main,
        format_args!(
            "{}",
            Text(schema["description"].as_str().unwrap_or_default().trim())
        ),
    );
    if let Some(default) = schema.get("default") {
        push(
            main,
            format_args!(" Default: <code>{}</code>", Text(&default.to_string())),
        );
    }
    main.push_str("</dd>\n");
}

fn schema_details(main: &mut String, title: &str, schema: &RawValue) {
    push(main, format_args!("<details>\n<summary>{title}</summary>\n"));
    code(main, &indented(schema.get()));
    main.push_str("</details>\n");
}

/// A command for a shell. Without arguments it is a GET.
fn curl(url: &str, auth: EndpointAuth, arguments: Option<&Value>) -> String {
    let mut command = format!("curl {}", quoted(url));
    if !auth.is_open() {
        let token = if auth.takes_keys() {
            "sk_mt_…"
        } else {
            "mcp_token_…"
        };
        for part in [" \\\n  -H 'Authorization: Bearer ", token, "'"] {
            command.push_str(part);
        }
    }
    if let Some(arguments) = arguments {
        command.push_str(" \\\n  -H 'Content-Type: application/json' \\\n  -d ");
        command.push_str(&quoted(&arguments.to_string()));
    }
    command
}

/// One word for a shell.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-_".contains(&byte);
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn code(main: &mut String, text: &str) {
    // Long lines are scrolled, with the keyboard too.
    push(
        main,
        format_args!("<pre tabindex=\"0\"><code>{}</code></pre>\n", Text(text)),
    );
}

/// JSON with line breaks; numbers and the order of members stay as they are.
fn indented(json: &str) -> String {
    let (mut out, mut depth, mut in_string, mut escaped) = (String::new(), 0_usize, false, false);
    let mut letters = json.chars().peekable();
    while let Some(letter) = letters.next() {
        if in_string {
            out.push(letter);
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match letter {
            '"' => {
                in_string = true;
                out.push('"');
            }
            '{' | '[' => {
                out.push(letter);
                while letters.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(end) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(letter);
            }
            ',' => {
                out.push(',');
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            letter if letter.is_ascii_whitespace() => {}
            letter => out.push(letter),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

fn read(schema: &RawValue) -> Value {
    serde_json::from_str(schema.get()).unwrap_or_default()
}

fn count(tools: usize) -> String {
    match tools {
        0 => "No tools".to_owned(),
        1 => "One tool".to_owned(),
        many => format!("{many} tools"),
    }
}

fn push(main: &mut String, text: std::fmt::Arguments<'_>) {
    main.write_fmt(text).expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use gateway::{Document, Hints, Parameter, ToolDocument};
    use model::EndpointAuth;
    use serde_json::value::RawValue;

    use super::{indented, quoted, refusal, tools};

    fn raw(text: &str) -> Arc<RawValue> {
        RawValue::from_string(text.to_owned()).expect("JSON").into()
    }

    fn document(auth: EndpointAuth) -> Document {
        let schema = r#"{"type":"object","properties":{"<b>":{"type":"string","description":"It's \"<i>\"","default":"it's"}},"required":["<b>"]}"#;
        let tool = ToolDocument {
            name: "demo__echo".to_owned(),
            title: "Echo".to_owned(),
            description: "<script>alert(1)</script>".to_owned(),
            input_schema: raw(schema),
            parameters: vec![Parameter {
                name: "<b>".to_owned(),
                required: true,
                schema: raw(r#"{"type":"string","description":"It's \"<i>\"","default":"it's"}"#),
            }],
            output_schema: Some(raw("{}")),
            hints: Hints {
                read_only: Some(true),
                destructive: Some(true),
                idempotent: None,
            },
        };
        Document {
            endpoint: "dev".to_owned(),
            url: "http://localhost:12008/metamcp/dev/api".to_owned(),
            auth,
            tools: vec![tool],
        }
    }

    #[test]
    fn shows_tools_arguments_and_a_command_that_can_be_pasted() {
        let page = tools(&document(EndpointAuth::ApiKey));
        for part in [
            "<h1>dev</h1>",
            "One tool",
            "id=\"demo__echo\"",
            "changes nothing",
            "&lt;b&gt;",
            "<em>required</em>",
            "Bearer sk_mt_…",
            "-d &#39;{&quot;&lt;b&gt;&quot;:&quot;it&#39;\\&#39;&#39;s&quot;}&#39;",
            "structuredContent",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(
            !page.contains("may destroy"),
            "what changes nothing destroys nothing"
        );
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("<i>"));
    }

    #[test]
    fn an_open_endpoint_needs_no_key() {
        let page = tools(&document(EndpointAuth::None));
        assert!(page.contains("No key is needed") && !page.contains("Authorization"));
        assert!(page.contains("href=\"http://localhost:12008/metamcp/dev/api/openapi.json\""));
    }

    #[test]
    fn asks_for_the_key_where_it_helps() {
        let first = refusal("dev", "An API key is needed.", "Send it.", true, true);
        assert!(first.contains("<form") && !first.contains("alert"));
        let wrong = refusal("dev", "The key is unknown.", "Check it.", true, false);
        assert!(wrong.contains("role=\"alert\">The key is unknown. Check it."));
        assert!(!refusal("dev", "There is no endpoint.", "", false, false).contains("<form"));
    }

    #[test]
    fn quotes_for_a_shell() {
        assert_eq!(quoted("http://a/b-c_d.e"), "http://a/b-c_d.e");
        assert_eq!(quoted("it's $(x)"), r"'it'\''s $(x)'");
    }

    #[test]
    fn indents_without_touching_values() {
        assert_eq!(
            indented(r#"{"a":[1.0,{}],"b" : "x,{\"y:" , "c":[ ]}"#),
            "{\n  \"a\": [\n    1.0,\n    {}\n  ],\n  \"b\": \"x,{\\\"y:\",\n  \"c\": []\n}"
        );
    }
}
