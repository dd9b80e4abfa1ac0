//! Links for people who cannot sign in yet: how they look, when they count, and what happens when one is used.

use std::{net::IpAddr, time::Duration};

use model::{ActVerb, LinkInput, LinkKind, LinkView, Permission, Role, Timestamp, UserInput};
use store::{LinkPurpose, PersonLinkRecord};
use url::Url;

use crate::{
    Caller, Changed, Error, Result, acts::Act, clock::later, installation::Installation, keys, mint,
    services::Inner, sso::switches, users,
};

/// Time to find the message and an evening for it.
const INVITATION_LASTS: Duration = Duration::from_hours(7 * 24);
/// Somebody waits for it, and whoever finds it later shall have nothing.
const RESET_LASTS: Duration = Duration::from_hours(24);
/// 43 letters and digits are 256 bits.
const TOKEN_LENGTH: usize = 43;

/// Use cases of people with a link. They prove who they are by it alone.
pub struct Links<'a> {
    inner: &'a Inner,
}

impl<'a> Links<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// What a link is for; nothing when it is unknown, used, taken back or too old: which of them is nobody's business.
    /// Changes nothing. Who tries many has to wait.
    pub async fn look(&self, token: &str, address: IpAddr) -> Result<Option<LinkView>> {
        self.admit(token, address)?;
        let Some((_, subject)) = self.find(token).await? else {
            return Ok(None);
        };
        self.forgive(token, address);
        Ok(Some(LinkView {
            kind: subject.kind,
            email: subject.email,
            name: subject.name,
        }))
    }

    /// Uses a link, once: makes the account, or sets the new password and ends all sessions. Gives who it was.
    pub async fn accept(&self, input: LinkInput, address: IpAddr) -> Result<Caller> {
        self.admit(&input.token, address)?;
        switches::require_password(&self.inner.parts.store.settings()).await?;
        // Before the password is hashed: a stranger without a link costs us nothing.
        let (_, subject) = self.find(&input.token).await?.ok_or(Error::NotFound)?;
        let input = LinkInput {
            kind: subject.kind,
            ..input
        };
        input.validate()?;
        let hash = self.inner.passwords.hash(input.password.clone()).await?;
        let now = self.inner.parts.clock.now();
        let act = Act::of_stranger(&subject.email, Some(address), "links.accept");
        let mut write = self.inner.keeper.begin(act).await?;
        let found = write
            .tx
            .person_links()
            .find_by_hash(&keys::hash(&input.token))
            .await?;
        let link = found
            .filter(|link| now < link.expires_at && subject_of(&write.before, link).is_some())
            .ok_or(Error::NotFound)?;
        write.tx.person_links().delete(link.id).await?;
        let user_id = match link.purpose {
            LinkPurpose::Invite { email, role, .. } => {
                let person = UserInput {
                    name: input.name,
                    email,
                    password: input.password,
                    role,
                };
                let user = users::record(&person, now);
                users::insert(&write.tx, &user, Some(hash)).await?;
                user.id
            }
            LinkPurpose::Reset { user_id } => {
                write.note(
                    ActVerb::Changed,
                    "password",
                    Some(user_id.as_uuid()),
                    subject.email,
                );
                users::set_password(&write.tx, user_id, hash, now).await?;
                write.tx.web_sessions().delete_all_but(user_id, None).await?;
                write.tx.person_links().delete_resets(user_id).await?;
                user_id
            }
        };
        let after = self.inner.keeper.commit(write).await?;
        self.inner.changes.tell(Changed::Users);
        self.forgive(&input.token, address);
        let user = after.user(user_id).ok_or(Error::NotFound)?;
        Ok(users::caller(&after, user))
    }

    async fn find(&self, token: &str) -> Result<Option<(PersonLinkRecord, Subject)>> {
        let links = self.inner.parts.store.person_links();
        let Some(link) = links.find_by_hash(&keys::hash(token)).await? else {
            return Ok(None);
        };
        if self.inner.parts.clock.now() >= link.expires_at {
            return Ok(None);
        }
        let installation = self.inner.keeper.current().await?;
        Ok(subject_of(&installation, &link).map(|subject| (link, subject)))
    }

    /// One network tries so many links as it tries passwords, and one link so often as one account.
    fn admit(&self, token: &str, address: IpAddr) -> Result<()> {
        self.inner
            .throttle
            .admit(&account(token), address, self.inner.parts.clock.instant())
            .map_err(|retry_after| Error::Throttled { retry_after })
    }

    fn forgive(&self, token: &str, address: IpAddr) {
        self.inner.throttle.succeed(&account(token), address);
    }
}

/// Whom a link is for.
pub(crate) struct Subject {
    pub(crate) kind: LinkKind,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// Whom a link is for; nobody when it does not count (any more): because the account exists or is gone, or because who
/// made the link may not keep people any more.
pub(crate) fn subject_of(installation: &Installation, link: &PersonLinkRecord) -> Option<Subject> {
    let is_backed = link.created_by.is_none_or(|id| {
        let maker = installation.user(id);
        maker.is_some_and(|maker| maker.role.may(Permission::KeepPeople))
    });
    match &link.purpose {
        _ if !is_backed => None,
        LinkPurpose::Invite { email, name, role } => {
            let wanted = email.to_lowercase();
            let mut others = installation.users().iter();
            (!others.any(|user| user.email.to_lowercase() == wanted)).then(|| Subject {
                kind: LinkKind::Invite,
                email: email.clone(),
                name: name.clone(),
                role: *role,
            })
        }
        LinkPurpose::Reset { user_id } => installation.user(*user_id).map(|user| Subject {
            kind: LinkKind::Reset,
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
        }),
    }
}

/// Whether a link invites this address, in any case of its letters.
pub(crate) fn invites(link: &PersonLinkRecord, address: &str) -> bool {
    matches!(&link.purpose, LinkPurpose::Invite { email, .. } if email.to_lowercase() == address.to_lowercase())
}

/// The secret part of a new link.
pub(crate) fn token() -> String {
    mint::text(TOKEN_LENGTH)
}

/// The link as somebody opens it.
pub(crate) fn url(base: &Url, kind: LinkKind, token: &str) -> String {
    format!("{}{}{token}", base.as_str().trim_end_matches('/'), kind.page())
}

/// When a new link ends.
pub(crate) fn expiry(kind: LinkKind, now: Timestamp) -> Timestamp {
    let lasts = match kind {
        LinkKind::Invite => INVITATION_LASTS,
        LinkKind::Reset => RESET_LASTS,
    };
    later(now, lasts)
}

/// What the throttle counts by: bounded, and not the token itself.
fn account(token: &str) -> String {
    format!("link {}", hex::encode(keys::hash(token)))
}
