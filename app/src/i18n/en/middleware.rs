//! Words of what a namespace does with requests and answers.

use model::middleware::{Middleware, MiddlewareKind, Per};

use crate::i18n::middleware::MiddlewareMessages;

pub(super) const MIDDLEWARE: MiddlewareMessages = MiddlewareMessages {
    title: "Middleware",
    lead: "What the namespace does with calls. Requests pass from the first to the last, answers from the last to the first. Changes count at once.",
    chain: "On the way to the servers",
    always: "always",
    hidden_tools: "Switched-off tools",
    hidden_tools_text: "Clients neither see nor call them. They are switched where the tools are.",
    overrides: "Overrides",
    overrides_text: "Names and words that the namespace gives to tools, on the page of each tool.",
    arguments: "Arguments set here",
    arguments_text: "Values that the namespace puts into calls, on the page of each tool.",
    empty: "Nothing else happens to calls. Add the first thing below.",
    unfinished: "not finished",
    finish: "Finish",
    switch: |name| format!("{name}: on or off"),
    edit: |name| format!("Edit {name}"),
    remove: "Remove",
    remove_link: |name| format!("Remove {name}"),
    figures: |seen, acted| format!("seen {seen} · acted on {acted}"),
    stopped: "Whom it stopped",
    stopped_times: |times| {
        if times == 1 {
            "once".to_owned()
        } else {
            format!("{times} times")
        }
    },
    add: "Add",
    add_lead: "It comes last, with the usual settings, and its form opens.",
    add_button: "Add",
    undo: "Undo the last change",
    undo_lead: "Brings back the chain as it was before. Once more takes that back.",
    back: "Back to the chain",
    kind,
    sentence,
    setting,
    choice,
};

fn kind(kind: MiddlewareKind) -> (&'static str, &'static str) {
    match kind {
        MiddlewareKind::Filter => (
            "Filter",
            "Hides tools, prompts and resources by patterns, also those that a server will have one day.",
        ),
        MiddlewareKind::RateLimit => (
            "Rate limit",
            "So many requests in so much time: for everybody, or for each key, person, address or header.",
        ),
        MiddlewareKind::SizeLimit => (
            "Size limit",
            "Bounds arguments and results, so that one answer does not fill a model.",
        ),
        MiddlewareKind::Validation => (
            "Validation",
            "Checks arguments and structured results against the schemas of the tools.",
        ),
        MiddlewareKind::Redaction => (
            "Redaction",
            "Takes secrets out of texts: known shapes, own patterns, and what servers are given.",
        ),
        MiddlewareKind::Cache => (
            "Cache",
            "Gives answers of tools that only read again, for a short time.",
        ),
        MiddlewareKind::Approval => (
            "Approval",
            "Parks calls until a person has seen their arguments and allowed them.",
        ),
        MiddlewareKind::Webhook => (
            "Webhook",
            "Asks a service of yours about each call: it allows, changes or refuses.",
        ),
        MiddlewareKind::AuditDetail => (
            "Audit detail",
            "How much of arguments and results is kept with the record of a call.",
        ),
    }
}

fn sentence(middleware: &Middleware) -> String {
    match middleware {
        Middleware::Filter(it) => {
            let patterns = it.tools.len() + it.prompts.len() + it.resources.len();
            match patterns {
                0 => "Hides nothing yet.".to_owned(),
                1 => "Hides what one pattern finds.".to_owned(),
                _ => format!("Hides what {patterns} patterns find."),
            }
        }
        Middleware::RateLimit(it) => {
            let per = match it.per {
                Per::Everyone => "for all together",
                Per::Key => "for each key",
                Per::User => "for each person",
                Per::Address => "for each address",
                Per::Header => "for each value of a header",
            };
            let each = if it.each_tool { ", each tool by itself" } else { "" };
            format!("{} requests in {} s {per}{each}.", it.count, it.seconds)
        }
        Middleware::SizeLimit(it) => match (it.arguments, it.result) {
            (None, None) => "Bounds nothing yet.".to_owned(),
            (Some(arguments), None) => format!("Arguments up to {arguments} KiB."),
            (None, Some(result)) => format!("Results up to {result} KiB."),
            (Some(arguments), Some(result)) => {
                format!("Arguments up to {arguments} KiB, results up to {result} KiB.")
            }
        },
        Middleware::Validation(it) => match (it.arguments, it.results) {
            (true, true) => "Checks arguments and structured results.",
            (true, false) => "Checks arguments.",
            (false, true) => "Checks structured results.",
            (false, false) => "Checks nothing.",
        }
        .to_owned(),
        Middleware::Redaction(it) => {
            let shapes = it.built_in.len() + it.patterns.len() + usize::from(it.known);
            let place = match (it.arguments, it.results) {
                (true, true) => "in arguments and results",
                (true, false) => "in arguments",
                (false, true) => "in results",
                (false, false) => "nowhere",
            };
            format!("Looks for {shapes} kinds of secrets {place}.")
        }
        Middleware::Cache(it) => {
            let whose = if it.shared {
                "for everybody"
            } else {
                "for each person"
            };
            format!("Keeps answers for {} s, {whose}.", it.seconds)
        }
        Middleware::Approval(it) => {
            let what = match (it.writing, it.tools.len()) {
                (true, 0) => "tools that may change something".to_owned(),
                (true, _) => "tools that may change something, and others by pattern".to_owned(),
                (false, 0) => "no tool yet".to_owned(),
                (false, _) => "tools by pattern".to_owned(),
            };
            format!("Asks a person about {what}, for up to {} s.", it.seconds)
        }
        Middleware::Webhook(it) => {
            let when = match (it.before, it.after) {
                (true, true) => "before and after calls",
                (true, false) => "before calls",
                (false, true) => "after calls",
                (false, false) => "never",
            };
            let whom = if it.url.is_empty() {
                "a service".to_owned()
            } else {
                format!("`{}`", it.url)
            };
            format!("Asks {whom} {when}.")
        }
        Middleware::AuditDetail(it) => {
            let [arguments, results] =
                [it.arguments, it.results].map(|it| choice(it.as_str()).unwrap_or_default());
            format!("Arguments: {arguments}. Results: {results}.")
        }
    }
}

fn setting(kind: MiddlewareKind, name: &str) -> Option<(&'static str, &'static str)> {
    use MiddlewareKind as K;
    const TOOLS: &str = "One pattern a line, of `server__tool` with the server's own names; `*` and `?` leave something open.";
    Some(match (kind, name) {
        (K::Filter, "tools") => ("Tools to hide", TOOLS),
        (K::Filter, "prompts") => ("Prompts to hide", "As for tools: `server__prompt`."),
        (K::Filter, "resources") => ("Resources to hide", "Patterns of URIs, such as `file:///etc/*`."),
        (K::RateLimit, "count") => ("Requests", "From 1 to 1000000."),
        (K::RateLimit, "seconds") => ("In so many seconds", "From 1 to 2678400 (31 days)."),
        (K::RateLimit, "burst") => (
            "At once",
            "Requests that may come at the same moment; empty is as many as above.",
        ),
        (K::RateLimit, "per") => ("Counted for", ""),
        (K::RateLimit, "header") => (
            "Header",
            "Whose values are counted, such as `x-tenant`; only with the choice above.",
        ),
        (K::RateLimit, "each_tool") => ("Each tool by itself", "Prompts and resources too."),
        (K::RateLimit, "all_endpoints") => (
            "All endpoints together",
            "Otherwise each endpoint of the namespace counts alone.",
        ),
        (K::RateLimit | K::Webhook, "tools") => (
            "Only these tools",
            "One pattern a line, such as `github__*` or a URI. Empty is everything.",
        ),
        (K::RateLimit, "endpoints") => (
            "Only at these endpoints",
            "One pattern of names a line. Empty is all of them.",
        ),
        (K::SizeLimit, "arguments") => (
            "Arguments",
            "In KiB; empty is no bound here. Larger calls are refused.",
        ),
        (K::SizeLimit, "result") => ("Results", "In KiB; empty is no bound here."),
        (K::SizeLimit, "excess") => ("Larger results", ""),
        (K::Validation, "arguments") => (
            "Arguments",
            "A call that does not fit is not made, and the model is told what is wrong.",
        ),
        (K::Validation, "results") => (
            "Structured results",
            "One that does not fit does not reach the client.",
        ),
        (K::Redaction, "results") => ("In results", ""),
        (K::Redaction, "arguments") => ("In arguments", "The server gets the text without them."),
        (K::Redaction, "known") => (
            "Secrets of the servers",
            "Values of their variables, headers and tokens.",
        ),
        (K::Redaction, "api_keys") => ("API keys", "Of well-known services, and MetaMCP's own."),
        (K::Redaction, "private_keys") => ("Private keys", "In PEM."),
        (K::Redaction, "jwt") => ("JSON Web Tokens", ""),
        (K::Redaction, "url_passwords") => ("Passwords in URLs", ""),
        (K::Redaction, "email") => ("E-mail addresses", ""),
        (K::Redaction, "cards") => ("Payment cards", "Numbers that pass their checksum."),
        (K::Redaction, "patterns") => (
            "Own patterns",
            r"One `name=expression` a line, such as `ticket=T-\d{4}`. Regular expressions without look-around and back references.",
        ),
        (K::Cache, "seconds") => ("Seconds", "How long an answer is good, from 1 to 86400."),
        (K::Cache, "shared") => (
            "One answer for everybody",
            "Only for servers that answer everybody the same.",
        ),
        (K::Cache, "tools") => (
            "Only these tools",
            "One pattern a line, such as `docs__*`. Empty is every tool that only reads.",
        ),
        (K::Approval, "writing") => (
            "Every tool that may change something",
            "All that do not say that they only read.",
        ),
        (K::Approval, "tools") => ("Besides, these tools", TOOLS),
        (K::Approval, "seconds") => (
            "Seconds",
            "How long a call waits before it is refused, from 10 to 3600.",
        ),
        (K::Webhook, "url") => ("URL", "Gets each question as a POST with JSON."),
        (K::Webhook, "before") => ("Before calls", "It may change arguments, or refuse."),
        (K::Webhook, "after") => ("After calls", "It may change results, or refuse."),
        (K::Webhook, "milliseconds") => (
            "Milliseconds",
            "How long an answer is waited for, from 50 to 60000.",
        ),
        (K::Webhook, "fail_open") => (
            "Go on when it does not answer",
            "Otherwise such calls are refused.",
        ),
        (K::AuditDetail, "arguments") => (
            "Arguments",
            "As they are at this place: behind a redaction in the list, without what it takes out.",
        ),
        (K::AuditDetail, "results") => (
            "Results",
            "Answers pass from the last to the first: before a redaction in the list, they come without what it takes out.",
        ),
        _ => return None,
    })
}

fn choice(word: &str) -> Option<&'static str> {
    Some(match word {
        "everyone" => "all together",
        "key" => "each key",
        "user" => "each person",
        "address" => "each address",
        "header" => "each value of a header",
        "cut" => "are cut, and say so",
        "refuse" => "are refused",
        "size" => "how large",
        "digest" => "how large, and SHA-256",
        "redacted" => "without secrets, up to a bound",
        "full" => "all but known secrets, up to a bound",
        _ => return None,
    })
}
