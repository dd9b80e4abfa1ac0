//! Which arguments of which tools have to be repeated in headers (2026-07-28), learned from lists that pass by.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    raw::{RawObject, decode_string},
    standard_headers::{HeaderParam, header_params},
};

/// Tools that have such arguments.
#[derive(Default)]
pub(super) struct Repeated(Mutex<HashMap<String, Arc<[HeaderParam]>>>);

impl Repeated {
    /// Reads an answer that may be a list of tools.
    pub(super) fn learn(&self, answer: &[u8]) {
        #[derive(Deserialize)]
        struct Answer<'a> {
            #[serde(borrow)]
            result: List<'a>,
        }
        #[derive(Deserialize)]
        struct List<'a> {
            #[serde(borrow)]
            tools: Vec<&'a RawValue>,
        }

        let Ok(Answer { result }) = serde_json::from_slice(answer) else {
            return;
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for tool in result.tools {
            let members = RawObject::parse(tool.get(), &[]).unwrap_or_default();
            let Some(name) = members.get("name").and_then(decode_string) else {
                continue;
            };
            match &header_params(tool)[..] {
                [] => known.remove(&*name),
                params => known.insert(name.into_owned(), params.into()),
            };
        }
    }

    /// The arguments of a tool.
    pub(super) fn of(&self, tool: &str) -> Option<Arc<[HeaderParam]>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(tool).cloned()
    }
}
