//! How well tools are found: questions over the tools of real servers (`tests/search`), by the index of the gateway and
//! by looking for the words of the question in names and descriptions.

use std::{collections::BTreeSet, path::Path};

use gateway::search::{Entry, Index};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// How many hits a model looks at.
const LOOKED_AT: usize = 5;

/// What the index has to reach: a little below what it reached when it was written, so that it cannot get worse unseen.
const LEAST_RECALL: f64 = 0.66;

#[derive(Deserialize)]
struct Listed {
    server: String,
    tools: Vec<Tool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tool {
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    input_schema: Value,
}

#[derive(Deserialize)]
struct Question {
    question: String,
    tools: BTreeSet<String>,
}

/// How good a search is over all questions.
#[derive(Debug, Default)]
struct Quality {
    /// How many of the right answers stand among the first five, of those that can.
    recall: f64,
    /// How far above the first right answer stands: 1 is first, 1/2 is second (mean reciprocal rank).
    rank: f64,
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/search")
        .join(name);
    let text = std::fs::read_to_string(file).expect("part of the repository");
    serde_json::from_str(&text).expect("as its README says")
}

/// The tools as clients know them: `server/tool`, and the tool.
fn tools(listed: &[Listed]) -> Vec<(String, &Tool)> {
    listed
        .iter()
        .flat_map(|of_server| {
            let path = |tool: &Tool| format!("{}/{}", of_server.server, tool.name);
            of_server.tools.iter().map(move |tool| (path(tool), tool))
        })
        .collect()
}

fn index(tools: &[(String, &Tool)]) -> Index {
    let arguments = |tool: &Tool| {
        tool.input_schema["properties"]
            .as_object()
            .cloned()
            .unwrap_or_default()
    };
    Index::new(tools.iter().map(|(path, tool)| {
        Entry {
            name: path,
            title: &tool.title,
            description: &tool.description,
            arguments: arguments(tool).keys().cloned().collect::<Vec<_>>().join(" "),
            argument_words: arguments(tool)
                .values()
                .filter_map(|it| it["description"].as_str())
                .collect::<Vec<_>>()
                .join(" "),
            notes: "",
        }
    }))
}

/// What somebody without an index would do: count the words of the question that occur in names, titles and descriptions.
fn by_substring(texts: &[String], question: &str) -> Vec<usize> {
    let question = question.to_lowercase();
    let words: Vec<&str> = question.split_whitespace().collect();
    let mut found: Vec<(usize, usize)> = texts
        .iter()
        .map(|text| words.iter().filter(|word| text.contains(**word)).count())
        .enumerate()
        .collect();
    found.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
    found.into_iter().map(|(at, _)| at).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred questions")]
fn quality(
    questions: &[Question],
    tools: &[(String, &Tool)],
    search: impl Fn(&str) -> Vec<usize>,
) -> Quality {
    let mut quality = Quality::default();
    for question in questions {
        let found = search(&question.question);
        let is_right = |at: &usize| question.tools.contains(&tools[*at].0);
        let right = found.iter().take(LOOKED_AT).filter(|at| is_right(at)).count();
        quality.recall += right as f64 / question.tools.len().min(LOOKED_AT) as f64;
        if let Some(first) = found.iter().position(is_right) {
            quality.rank += 1.0 / (first + 1) as f64;
        }
    }
    let count = questions.len() as f64;
    Quality {
        recall: quality.recall / count,
        rank: quality.rank / count,
    }
}

#[test]
fn finds_the_tools_that_questions_are_about() {
    let (listed, questions): (Vec<Listed>, Vec<Question>) = (read("tools.json"), read("questions.json"));
    let tools = tools(&listed);
    assert!(questions.len() >= 200, "{} questions", questions.len());
    for question in &questions {
        for label in &question.tools {
            assert!(tools.iter().any(|(path, _)| path == label), "{label}");
        }
    }
    let index = index(&tools);
    let indexed = quality(&questions, &tools, |question| {
        let hits = index.find(question, tools.len(), |_| 0);
        hits.iter().map(|hit| hit.at).collect()
    });
    let text =
        |(path, tool): &(String, &Tool)| format!("{path} {} {}", tool.title, tool.description).to_lowercase();
    let texts: Vec<String> = tools.iter().map(text).collect();
    let plain = quality(&questions, &tools, |question| by_substring(&texts, question));
    println!(
        "{} questions over {} tools of {} servers: recall@5 {:.3} and MRR {:.3} by BM25, {:.3} and {:.3} by substrings",
        questions.len(),
        tools.len(),
        listed.len(),
        indexed.recall,
        indexed.rank,
        plain.recall,
        plain.rank,
    );
    assert!(indexed.recall >= LEAST_RECALL, "{indexed:?}");
    assert!(
        indexed.recall > plain.recall && indexed.rank > plain.rank,
        "{plain:?}"
    );
}
