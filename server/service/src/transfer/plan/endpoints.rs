//! Endpoints are known by name.

use model::{
    EndpointDeclaration, EndpointInput, FieldErrors, Owner, Problem, SessionTimes, SessionTimesInput,
    SsoAccess, SsoAccessInput, check_groups,
};
use store::EndpointRecord;

use super::{Noted, Planner, differing};
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
            let Ok(sso) = self.sso(&path, declared) else {
                continue;
            };
            let input = EndpointInput {
                name: name.clone(),
                description: declared.description.trim().to_owned(),
                namespace_id,
                auth: declared.auth,
                sso: sso.as_ref().map(SsoAccessInput::of).unwrap_or_default(),
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

    /// Whom an endpoint for single sign-on only admits.
    fn sso(&mut self, path: &str, declared: &EndpointDeclaration) -> Result<Option<SsoAccess>, Noted> {
        let path = format!("{path}.sso");
        if !declared.auth.is_sso_only() {
            return match declared.sso {
                Some(_) => Err(self.note(&path, Problem::NeedsSso)),
                None => Ok(None),
            };
        }
        let Some(said) = &declared.sso else {
            return Ok(Some(SsoAccess::default()));
        };
        let groups: Vec<_> = said.groups.iter().map(|group| group.trim().to_owned()).collect();
        if let Err(problem) = check_groups(&groups) {
            return Err(self.note(&format!("{path}.groups"), problem));
        }
        let mut providers = Vec::new();
        for slug in said.providers.iter().flatten() {
            let mut known = self.before.providers().iter();
            let Some(provider) = known.find(|provider| provider.slug == *slug) else {
                let name = slug.clone();
                return Err(self.note(&format!("{path}.providers"), Problem::Missing { name }));
            };
            providers.push(provider.id);
        }
        Ok(Some(SsoAccess {
            providers: said.providers.is_some().then_some(providers),
            groups,
        }))
    }

    fn note(&mut self, path: &str, problem: Problem) -> Noted {
        self.errors.add(path, problem);
        Noted
    }

    fn endpoint(&mut self, input: EndpointInput, session: SessionTimes, owner: Owner) {
        let (name, sso) = (input.name.clone(), input.sso());
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
                sso,
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
            ("sso", before.sso != sso),
            ("session", before.session != session),
            ("listing", before.listing != listing),
            ("owner", before.owner != owner),
        ]);
        let after = EndpointRecord {
            description: input.description,
            namespace_id: input.namespace_id,
            auth: input.auth,
            sso,
            session,
            listing,
            owner,
            updated_at: self.now,
            ..before.clone()
        };
        self.change(NOUN, &name, details, vec![Step::ChangeEndpoint(after)]);
    }
}
