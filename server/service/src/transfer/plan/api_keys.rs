//! Keys are known by name and owner. One without a value is made when its name is new.

use model::{ApiKeyInput, Owner, Problem, Visibility};
use store::ApiKeyRecord;

use super::Planner;
use crate::{api_keys, keys, transfer::steps::Step};

const NOUN: &str = "API key";

impl Planner<'_> {
    pub(super) fn api_keys(&mut self) {
        for (label, declared) in &self.declaration.api_keys {
            let path = format!("api_keys.{label}");
            let Ok(owner) = self.owner(&path, declared.owner.as_deref()) else {
                continue;
            };
            let owner = match (declared.visibility, owner) {
                (Some(Visibility::Public), _) => Owner::Public,
                (Some(Visibility::Private), Owner::Public) => {
                    self.errors.add(&format!("{path}.owner"), Problem::Required);
                    continue;
                }
                // Teams are named where owners are: ids mean nothing in another installation.
                (Some(Visibility::Team(_)), _) => {
                    self.errors
                        .add(&format!("{path}.visibility"), Problem::UnknownChoice);
                    continue;
                }
                (_, owner) => owner,
            };
            let name = declared.name.as_ref().unwrap_or(label).trim();
            let input = ApiKeyInput {
                name: name.to_owned(),
                visibility: Visibility::Public,
                ..ApiKeyInput::default()
            };
            if let Err(errors) = input.validate() {
                self.errors.check_inside(&path, Err(errors));
            }
            if !self.api_keys.insert((name.to_owned(), owner)) {
                self.errors.add(&format!("{path}.name"), Problem::Taken);
            }
            if declared
                .key
                .as_deref()
                .is_some_and(|key| !keys::is_acceptable(key))
            {
                let path = format!("{path}.key (sk_mt_ and at least 32 letters, digits, - or _ behind it)");
                self.errors.add(&path, Problem::Wrong);
            }
            self.api_key(name, owner, declared.key.as_deref());
        }
    }

    fn api_key(&mut self, name: &str, owner: Owner, given: Option<&str>) {
        let known = self
            .before
            .api_keys()
            .iter()
            .find(|key| key.name == name && key.owner == owner);
        match (known, given) {
            (Some(_), None) => {}
            (Some(before), Some(key)) if before.hash == keys::hash(key) => {}
            (Some(before), Some(key)) => {
                let after = ApiKeyRecord {
                    active: before.active,
                    created_at: before.created_at,
                    ..api_keys::record(name, key, owner, self.now)
                };
                self.change(
                    NOUN,
                    name,
                    vec!["key"],
                    vec![Step::DeleteKey(before.id), Step::CreateKey(after)],
                );
            }
            (None, given) => {
                let key = given.map_or_else(keys::generate, str::to_owned);
                self.create(
                    NOUN,
                    name,
                    Step::CreateKey(api_keys::record(name, &key, owner, self.now)),
                );
                if given.is_none() {
                    self.planned.generated_keys.push((name.to_owned(), key));
                }
            }
        }
    }
}
