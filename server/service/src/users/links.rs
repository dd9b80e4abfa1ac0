//! Links that administrators give to people: invitations, and new passwords.

use model::{
    ActVerb, CreatedLink, InviteInput, LinkKind, Permission, PersonLinkId, PersonLinkView, Problem, UserId,
};
use store::{LinkPurpose, PersonLinkRecord};

use super::Users;
use crate::{Caller, Error, Result, acts::Act, changes::Changed, keys, links, mint};

impl Users<'_> {
    /// A link with which somebody new makes their account. It takes the place of an earlier one for the same address.
    pub async fn invite(&self, caller: &Caller, input: InviteInput) -> Result<CreatedLink> {
        caller.require(Permission::KeepPeople)?;
        input.validate()?;
        let email = input.email.trim().to_owned();
        let act = Act::by(caller, "people.invite").about(ActVerb::Created, "invitation", None, email.clone());
        let tx = self.inner.begin(act).await?;
        if tx.users().find_by_email(&email).await?.is_some() {
            return Err(Error::field("email", Problem::Taken));
        }
        let waiting = tx.person_links().list(self.inner.parts.clock.now()).await?;
        for link in waiting.iter().filter(|link| links::invites(link, &email)) {
            tx.person_links().delete(link.id).await?;
        }
        let purpose = LinkPurpose::Invite {
            email: email.clone(),
            name: input.name.trim().to_owned(),
            role: input.role,
        };
        let (link, created) = self.new_link(caller, LinkKind::Invite, purpose, email);
        tx.person_links().insert(&link).await?;
        tx.commit().await?;
        self.inner.changes.tell(Changed::Users);
        Ok(created)
    }

    /// A link with which somebody chooses a new password. It takes the place of an earlier one.
    pub async fn reset_link(&self, caller: &Caller, id: UserId) -> Result<CreatedLink> {
        caller.require(Permission::KeepPeople)?;
        let mut tx = self.inner.begin(Act::by(caller, "people.reset_link")).await?;
        let user = tx.users().find(id).await?.ok_or(Error::NotFound)?;
        tx.about(
            ActVerb::Created,
            "reset_link",
            Some(id.as_uuid()),
            user.name.clone(),
        );
        tx.person_links().delete_resets(id).await?;
        let purpose = LinkPurpose::Reset { user_id: id };
        let (link, created) = self.new_link(caller, LinkKind::Reset, purpose, user.email);
        tx.person_links().insert(&link).await?;
        tx.commit().await?;
        self.inner.changes.tell(Changed::Users);
        Ok(created)
    }

    /// As [`Users::invite`], and the link is kept for ten minutes under the returned token, for a page after a redirect.
    pub async fn invite_for_page(&self, caller: &Caller, input: InviteInput) -> Result<String> {
        caller.require(Permission::KeepPeople)?;
        let created = self.invite(caller, input).await?;
        Ok(self.keep(caller, created))
    }

    /// As [`Users::reset_link`], and the link is kept for ten minutes under the returned token.
    pub async fn reset_link_for_page(&self, caller: &Caller, id: UserId) -> Result<String> {
        caller.require(Permission::KeepPeople)?;
        let created = self.reset_link(caller, id).await?;
        Ok(self.keep(caller, created))
    }

    /// The link that the caller made under this token; nothing when it was shown before or is too old.
    #[expect(clippy::unused_async, reason = "use cases are async, whatever they wait for")]
    pub async fn reveal_link(&self, caller: &Caller, token: &str) -> Result<Option<CreatedLink>> {
        caller.require(Permission::KeepPeople)?;
        Ok(self
            .inner
            .link_reveals
            .take(caller.user_id, token, self.inner.parts.clock.instant()))
    }

    /// The links that wait for somebody, the newest first.
    pub async fn links(&self, caller: &Caller) -> Result<Vec<PersonLinkView>> {
        caller.require(Permission::KeepPeople)?;
        let installation = self.inner.keeper.current().await?;
        let now = self.inner.parts.clock.now();
        let waiting = self.inner.parts.store.person_links().list(now).await?;
        let counting = waiting
            .into_iter()
            .filter_map(|link| links::subject_of(&installation, &link).map(|subject| (link, subject)));
        Ok(counting
            .map(|(link, subject)| PersonLinkView {
                id: link.id,
                kind: subject.kind,
                email: subject.email,
                role: subject.role,
                created_by: link
                    .created_by
                    .and_then(|id| installation.user(id))
                    .map(|user| user.name.clone()),
                created_at: link.created_at,
                expires_at: link.expires_at,
            })
            .collect())
    }

    /// Takes a link back: it opens nothing from now on.
    pub async fn revoke_link(&self, caller: &Caller, id: PersonLinkId) -> Result<()> {
        caller.require(Permission::KeepPeople)?;
        let act = Act::by(caller, "people.revoke_link").about(
            ActVerb::Deleted,
            "link",
            Some(id.as_uuid()),
            String::new(),
        );
        let tx = self.inner.begin(act).await?;
        if !tx.person_links().delete(id).await? {
            return Err(Error::NotFound);
        }
        tx.commit().await?;
        self.inner.changes.tell(Changed::Users);
        Ok(())
    }

    fn new_link(
        &self,
        caller: &Caller,
        kind: LinkKind,
        purpose: LinkPurpose,
        email: String,
    ) -> (PersonLinkRecord, CreatedLink) {
        let now = self.inner.parts.clock.now();
        let token = links::token();
        let link = PersonLinkRecord {
            id: mint::id(now),
            token_hash: keys::hash(&token),
            purpose,
            created_by: (!caller.is_system()).then_some(caller.user_id),
            created_at: now,
            expires_at: links::expiry(kind, now),
        };
        let created = CreatedLink {
            kind,
            email,
            url: links::url(self.at, kind, &token),
            expires_at: link.expires_at,
        };
        (link, created)
    }

    fn keep(&self, caller: &Caller, created: CreatedLink) -> String {
        let now = self.inner.parts.clock.instant();
        self.inner.link_reveals.put(caller.user_id, created, now)
    }
}
