//! The dashboard: pages, components and server functions, rendered on the server and alive in the browser.
//!
//! `server` builds this crate with the feature `ssr`, `frontend` with `hydrate`. Only this file, `ssr.rs` and
//! `browser.rs` know the difference: everything else is the same code on both sides.
#![recursion_limit = "256"]
#![expect(
    unreachable_pub,
    reason = "`#[component]` writes a public struct for the properties of private components too"
)]
#![expect(clippy::needless_pass_by_value, reason = "component props are owned")]
#![cfg_attr(
    feature = "ssr",
    expect(
        clippy::unused_async,
        reason = "a server function is async, also where it waits for nothing"
    )
)]

pub mod api;
mod browser;
pub mod components;
pub mod contexts;
pub mod error;
pub mod i18n;
mod layout;
mod pages;
#[cfg(feature = "ssr")]
pub mod ssr;
pub mod typed;
pub mod visit;

use leptos::{
    hydration::{AutoReload, HydrationScripts},
    prelude::*,
};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

pub use browser::mark_hydrated;
use layout::Layout;
#[cfg(feature = "ssr")]
pub use pages::inspector::{first_page, sign_in_path};
use pages::{
    account::AccountPage,
    api_keys::{ApiKeyPage, ApiKeysPage},
    approvals::{ApprovalPage, ApprovalsPage},
    audit::{ActsPage, AuditPage, CallPage},
    connected_clients::ConnectedClientsPage,
    consent::ConsentPage,
    endpoints::{ConformancePage, EndpointEditPage, EndpointNewPage, EndpointPage, EndpointsPage},
    find::FindToolPage,
    hand_over::HandOverPage,
    inspector::{InspectionPage, InspectorPage, InspectorSignInPage},
    link::{InvitationPage, ResetPage},
    link_account::LinkAccountPage,
    login::LoginPage,
    logs::LogsPage,
    namespaces::{
        MiddlewareEditPage, MiddlewarePage, NamespaceChangesPage, NamespaceClonePage, NamespaceEditPage,
        NamespaceExportPage, NamespaceImportDraftPage, NamespaceImportPage, NamespaceNewPage, NamespacePage,
        NamespaceToolPage, NamespacesPage, ToolVerdictsPage,
    },
    not_found::NotFoundPage,
    oauth_clients::OauthClientsPage,
    overview::OverviewPage,
    people::{PeoplePage, PersonNewPage, PersonPage},
    quick::{QuickConnectPage, QuickDraftPage},
    register::RegisterPage,
    servers::{ServerEditPage, ServerImportPage, ServerNewPage, ServerPage, ServersPage, ToolHistoryPage},
    setup::SetupPage,
    sign_in::{ProviderNewPage, ProviderPage, SignInPage},
    teams::{TeamNewPage, TeamPage, TeamsPage},
    wires::{RecordingPage, RecordingsPage, WireEntryPage},
};
use visit::Visit;

/// The document around the app. Language and theme stand on its root, so the first paint is the right one.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let visit = use_context::<Visit>().unwrap_or_default();
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang=visit.language.tag() data-theme=visit.theme.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The dashboard. Pages are sent whole (`SsrMode::Async`): parts that arrive later need JavaScript to be put in place.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let visit = Visit::current();
    provide_context(visit.language);
    provide_context(visit);
    contexts::provide_hydrated();
    contexts::provide_now();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/link-account") view=LinkAccountPage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/oauth/consent") view=ConsentPage ssr=SsrMode::Async/>
                <Route path=path!("/invitation/:token") view=InvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/reset/:token") view=ResetPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Layout ssr=SsrMode::Async>
                    <Route path=path!("/") view=OverviewPage ssr=SsrMode::Async/>
                    <Route path=path!("/quick-connect") view=QuickConnectPage ssr=SsrMode::Async/>
                    <Route path=path!("/quick-connect/:draft") view=QuickDraftPage ssr=SsrMode::Async/>
                    <Route path=path!("/find") view=FindToolPage ssr=SsrMode::Async/>
                    <Route path=path!("/servers") view=ServersPage ssr=SsrMode::Async/>
                    <Route path=path!("/servers/new") view=ServerNewPage ssr=SsrMode::Async/>
                    <Route path=path!("/servers/import") view=ServerImportPage ssr=SsrMode::Async/>
                    <Route path=path!("/servers/:id") view=ServerPage ssr=SsrMode::Async/>
                    <Route path=path!("/servers/:id/edit") view=ServerEditPage ssr=SsrMode::Async/>
                    <Route path=path!("/servers/:id/history") view=ToolHistoryPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces") view=NamespacesPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/new") view=NamespaceNewPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/import") view=NamespaceImportPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/import/:draft") view=NamespaceImportDraftPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/:id") view=NamespacePage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/:id/edit") view=NamespaceEditPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/:id/changes") view=NamespaceChangesPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/:id/clone") view=NamespaceClonePage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/:id/export") view=NamespaceExportPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/:id/middleware") view=MiddlewarePage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/:id/middleware/:link") view=MiddlewareEditPage ssr=SsrMode::Async/>
                    <Route path=path!("/namespaces/:id/tools/:tool") view=NamespaceToolPage ssr=SsrMode::Async/>
                    <Route
                        path=path!("/namespaces/:id/tools/:tool/decisions")
                        view=ToolVerdictsPage
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/endpoints") view=EndpointsPage ssr=SsrMode::Async/>
                    <Route path=path!("/endpoints/new") view=EndpointNewPage ssr=SsrMode::Async/>
                    <Route path=path!("/endpoints/:id") view=EndpointPage ssr=SsrMode::Async/>
                    <Route path=path!("/endpoints/:id/conformance") view=ConformancePage ssr=SsrMode::Async/>
                    <Route path=path!("/endpoints/:id/edit") view=EndpointEditPage ssr=SsrMode::Async/>
                    <Route path=path!("/api-keys") view=ApiKeysPage ssr=SsrMode::Async/>
                    <Route path=path!("/api-keys/:id") view=ApiKeyPage ssr=SsrMode::Async/>
                    <Route path=path!("/approvals") view=ApprovalsPage ssr=SsrMode::Async/>
                    <Route path=path!("/approvals/:id") view=ApprovalPage ssr=SsrMode::Async/>
                    <Route path=path!("/logs") view=LogsPage ssr=SsrMode::Async/>
                    <Route path=path!("/audit") view=AuditPage ssr=SsrMode::Async/>
                    <Route path=path!("/audit/acts") view=ActsPage ssr=SsrMode::Async/>
                    <Route path=path!("/audit/:id") view=CallPage ssr=SsrMode::Async/>
                    <Route path=path!("/connected-clients") view=ConnectedClientsPage ssr=SsrMode::Async/>
                    <Route path=path!("/oauth-clients") view=OauthClientsPage ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in/new") view=ProviderNewPage ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in/:id") view=ProviderPage ssr=SsrMode::Async/>
                    <Route path=path!("/people") view=PeoplePage ssr=SsrMode::Async/>
                    <Route path=path!("/people/new") view=PersonNewPage ssr=SsrMode::Async/>
                    <Route path=path!("/people/:id") view=PersonPage ssr=SsrMode::Async/>
                    <Route path=path!("/teams") view=TeamsPage ssr=SsrMode::Async/>
                    <Route path=path!("/teams/new") view=TeamNewPage ssr=SsrMode::Async/>
                    <Route path=path!("/teams/:id") view=TeamPage ssr=SsrMode::Async/>
                    <Route path=path!("/hand-over/:kind/:id") view=HandOverPage ssr=SsrMode::Async/>
                    <Route path=path!("/inspector") view=InspectorPage ssr=SsrMode::Async/>
                    <Route path=path!("/inspector/sign-in/:id") view=InspectorSignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/inspector/:id") view=InspectionPage ssr=SsrMode::Async/>
                    <Route path=path!("/wires") view=RecordingsPage ssr=SsrMode::Async/>
                    <Route path=path!("/wires/:id") view=RecordingPage ssr=SsrMode::Async/>
                    <Route path=path!("/wires/:id/entries/:n") view=WireEntryPage ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
