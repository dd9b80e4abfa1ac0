//! What a namespace does with requests on their way to servers, and with answers.
//!
//! Each change is of the whole chain, and says which version it was made from: links depend on their order.

mod check;

use gateway::LinkFigures;
use model::{
    FieldErrors, NamespaceId, Permission, Problem, Reference,
    middleware::{
        ChainView, Link, LinkFiguresView, LinkInput, LinkView, Middleware, MiddlewareKind, StoppedView,
    },
};
use store::NamespaceRecord;

pub(crate) use self::check::check_chain;
use super::Namespaces;
use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    visibility::{changeable, may_change, visible},
};

impl Namespaces<'_> {
    /// Everything that it does, with what came of it.
    pub async fn middleware(&self, caller: &Caller, id: NamespaceId) -> Result<ChainView> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let namespace = visible(caller, installation.namespace(id))?;
        let figures = self.inner.parts.gateway.chain_figures(id);
        Ok(view(caller, namespace, &figures))
    }

    /// Adds a link with the usual settings at the end, and gives its id. It is off where it cannot work without being
    /// told more.
    pub async fn add_middleware(
        &self,
        caller: &Caller,
        id: NamespaceId,
        kind: MiddlewareKind,
        version: i64,
    ) -> Result<u32> {
        self.change_chain(caller, id, version, |namespace| {
            let middleware = Middleware::usual(kind);
            let is_ready = check::check(&middleware).is_ok();
            let added = namespace.chain.add(middleware);
            let link = added.map_err(|problem| Error::field("kind", problem))?;
            find(namespace, link)?.enabled = is_ready;
            Ok(link)
        })
        .await
    }

    /// Sets a link otherwise.
    pub async fn set_middleware(
        &self,
        caller: &Caller,
        id: NamespaceId,
        link: u32,
        input: LinkInput,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let middleware = input.parsed()?;
        check::check(&middleware).map_err(of_form)?;
        self.change_chain(caller, id, input.version, |namespace| {
            let link = find(namespace, link)?;
            if link.middleware.kind() != input.kind {
                return Err(Error::field("kind", Problem::UnknownChoice));
            }
            link.middleware = middleware;
            Ok(())
        })
        .await
    }

    /// Switches a link on or off.
    pub async fn set_middleware_enabled(
        &self,
        caller: &Caller,
        id: NamespaceId,
        link: u32,
        enabled: bool,
        version: i64,
    ) -> Result<()> {
        self.change_chain(caller, id, version, |namespace| {
            let link = find(namespace, link)?;
            if enabled {
                check::check(&link.middleware).map_err(of_form)?;
            }
            link.enabled = enabled;
            Ok(())
        })
        .await
    }

    /// Moves a link one place towards the beginning, or towards the end.
    pub async fn move_middleware(
        &self,
        caller: &Caller,
        id: NamespaceId,
        link: u32,
        up: bool,
        version: i64,
    ) -> Result<()> {
        self.change_chain(caller, id, version, |namespace| {
            let is_there = namespace.chain.move_by_one(link, up);
            is_there.then_some(()).ok_or(Error::NotFound)
        })
        .await
    }

    /// Takes a link out.
    pub async fn remove_middleware(
        &self,
        caller: &Caller,
        id: NamespaceId,
        link: u32,
        version: i64,
    ) -> Result<()> {
        self.change_chain(caller, id, version, |namespace| {
            let was_there = namespace.chain.remove(link);
            was_there.then_some(()).ok_or(Error::NotFound)
        })
        .await
    }

    /// Brings back the chain as it was before the last change; once more takes that back.
    pub async fn undo_middleware(&self, caller: &Caller, id: NamespaceId, version: i64) -> Result<()> {
        self.change_chain(caller, id, version, |namespace| {
            let before = namespace.chain_before.clone().ok_or(Error::NotFound)?;
            namespace.chain = before;
            Ok(())
        })
        .await
    }

    async fn change_chain<T>(
        &self,
        caller: &Caller,
        id: NamespaceId,
        version: i64,
        change: impl FnOnce(&mut NamespaceRecord) -> Result<T>,
    ) -> Result<T> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.change_middleware"))
            .await?;
        let namespace = changeable(caller, write.before.namespace(id))?;
        if namespace.chain_version != version {
            return Err(Conflict::Stale.into());
        }
        let mut changed = namespace.clone();
        let result = change(&mut changed)?;
        if changed.chain != namespace.chain {
            let now = self.inner.parts.clock.now();
            let namespaces = write.tx.namespaces();
            namespaces.set_chain(id, &changed.chain, version, now).await?;
            self.inner.keeper.commit(write).await?;
        }
        Ok(result)
    }
}

fn find(namespace: &mut NamespaceRecord, link: u32) -> Result<&mut Link> {
    namespace.chain.link_mut(link).ok_or(Error::NotFound)
}

/// The fields of a form, for the settings that are wrong.
fn of_form(errors: FieldErrors) -> FieldErrors {
    let mut named = FieldErrors::new();
    named.check_inside("settings", Err(errors));
    named
}

fn view(caller: &Caller, namespace: &NamespaceRecord, figures: &[LinkFigures]) -> ChainView {
    let editable = may_change(caller, namespace);
    let figures_of = |link: &Link| {
        let found = figures.iter().find(|it| it.link == link.id)?;
        // Names and addresses of others are not for everybody who may look.
        let stopped = found.stopped.iter().filter(|_| editable);
        Some(LinkFiguresView {
            seen: found.seen,
            acted: found.acted,
            stopped: stopped.map(stopped_view).collect(),
        })
    };
    let links = namespace.chain.0.iter().map(|link| LinkView {
        link: link.clone(),
        figures: figures_of(link),
    });
    ChainView {
        namespace: Reference {
            id: namespace.id,
            name: namespace.name.clone(),
        },
        links: links.collect(),
        before: namespace.chain_before.clone(),
        editable,
        version: namespace.chain_version,
    }
}

fn stopped_view(stopped: &gateway::Stopped) -> StoppedView {
    StoppedView {
        who: stopped.who.clone(),
        times: stopped.times,
        last: stopped.last,
    }
}
