//! Endpoints are known by name.

use model::{EndpointInput, FieldErrors, Owner, SessionTimes, SessionTimesInput};
use store::EndpointRecord;

use super::{Planner, differing};
use crate::{mint, transfer::steps::Step};

const NOUN: &str = "endpoint";

impl Planner<'_> {
    pub(super) fn endpoints(&mut self) {
        for (name, declared) in &self.declaration.endpoints {
            let path = format!("endpoints.{name}");
            let Ok(owner) = self.owner(&path, declared.owner.as_deref()) else {
                continue;
            };
            let Ok(namespace_id) = self.namespace_of(&path, NOUN, owner, &declared.namespace) else {
                continue;
            };
            let input = EndpointInput {
                name: name.clone(),
                description: declared.description.trim().to_owned(),
                namespace_id,
                auth: declared.auth,
                session: SessionTimesInput::default(),
                listing: declared.listing.into(),
                visibility: owner.visibility(),
                version: 0,
            };
            let mut errors = FieldErrors::new();
            errors.check_all(input.validate());
            errors.check_inside("session", declared.session.validate());
            match errors.into_result() {
                Ok(()) => self.endpoint(input, declared.session, owner),
                Err(errors) => self.errors.check_inside(&path, Err(errors)),
            }
        }
    }

    fn endpoint(&mut self, input: EndpointInput, session: SessionTimes, owner: Owner) {
        let name = input.name.clone();
        let Ok(listing) = input.listing.parsed() else {
            return;
        };
        let Some(before) = self
            .before
            .endpoints()
            .iter()
            .find(|endpoint| endpoint.name == name)
        else {
            let endpoint = EndpointRecord {
                id: mint::id(self.now),
                name: input.name,
                description: input.description,
                namespace_id: input.namespace_id,
                auth: input.auth,
                session,
                listing,
                owner,
                created_at: self.now,
                updated_at: self.now,
                version: 1,
            };
            return self.create(NOUN, &name, Step::CreateEndpoint(endpoint));
        };
        let details = differing([
            ("description", before.description != input.description),
            ("namespace", before.namespace_id != input.namespace_id),
            ("auth", before.auth != input.auth),
            ("session", before.session != session),
            ("listing", before.listing != listing),
            ("owner", before.owner != owner),
        ]);
        let after = EndpointRecord {
            description: input.description,
            namespace_id: input.namespace_id,
            auth: input.auth,
            session,
            listing,
            owner,
            updated_at: self.now,
            ..before.clone()
        };
        self.change(NOUN, &name, details, vec![Step::ChangeEndpoint(after)]);
    }
}
