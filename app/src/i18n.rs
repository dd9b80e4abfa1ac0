//! Every text of the dashboard, in every language, checked by the compiler: a catalogue is a value of [`Messages`],
//! so a message that is missing in one language does not build.
//!
//! One struct for each group of pages, one file for each struct and language. Texts without variables are `&'static str`,
//! texts with variables are functions. The language never changes without a page load, so nothing here is reactive.

pub mod account;
pub mod api_keys;
pub mod approvals;
pub mod audit;
pub mod callers;
pub mod changes;
pub mod common;
pub mod conformance;
pub mod copies;
pub mod costs;
pub mod endpoints;
pub mod errors;
pub mod finder;
pub mod history;
pub mod inspector;
pub mod inspector_app;
pub mod inspector_sign_in;
pub mod logs;
pub mod middleware;
pub mod namespaces;
pub mod oauth;
pub mod overrides;
pub mod overview;
pub mod people;
pub mod plain;
pub mod quick;
pub mod run;
pub mod saves;
pub mod servers;
pub mod sign_in;
pub mod sign_ins;
pub mod start;
pub mod teams;
pub mod wires;

mod en;
mod zh_hans;
mod zh_hant;

use leptos::prelude::use_context;
use model::{PasteProblem, Problem, Role, ServerKind, UpstreamState};

use crate::{error::AppError, visit::Language};

/// All texts of one language.
pub struct Messages {
    /// Words that several pages use, the layout and the states of things.
    pub common: common::CommonMessages,
    /// What went wrong.
    pub errors: errors::ErrorMessages,
    /// First run and sign-in.
    pub start: start::StartMessages,
    /// Providers of single sign-on.
    pub sign_in: sign_in::SignInMessages,
    /// Quick connect.
    pub quick: quick::QuickMessages,
    /// Overview.
    pub overview: overview::OverviewMessages,
    /// Servers.
    pub servers: servers::ServersMessages,
    /// What a namespace makes of a tool.
    pub overrides: overrides::OverridesMessages,
    /// Changes of tools in namespaces.
    pub changes: changes::ChangesMessages,
    /// What a namespace does with requests and answers.
    pub middleware: middleware::MiddlewareMessages,
    /// The history of tools.
    pub history: history::HistoryMessages,
    /// Servers that want a sign-in.
    pub sign_ins: sign_ins::SignInMessages,
    /// What a server is told of who calls it.
    pub callers: callers::CallerMessages,
    /// How a server is run.
    pub run: run::RunMessages,
    /// Namespaces.
    pub namespaces: namespaces::NamespacesMessages,
    /// Checks of conformance.
    pub conformance: conformance::ConformanceMessages,
    /// Namespaces once more.
    pub copies: copies::CopiesMessages,
    /// What lists of tools cost.
    pub costs: costs::CostsMessages,
    /// Saves of namespaces.
    pub saves: saves::SavesMessages,
    /// The search for tools.
    pub finder: finder::FinderMessages,
    /// Endpoints.
    pub endpoints: endpoints::EndpointsMessages,
    /// API keys.
    pub api_keys: api_keys::ApiKeysMessages,
    /// Calls that wait for a person.
    pub approvals: approvals::ApprovalsMessages,
    /// Live logs.
    pub logs: logs::LogsMessages,
    /// What is written down.
    pub audit: audit::AuditMessages,
    /// Clients that act for people.
    pub oauth: oauth::OauthMessages,
    /// People.
    pub people: people::PeopleMessages,
    /// Pages beside the dashboard, without scripts.
    pub plain: plain::PlainMessages,
    /// Teams and owners.
    pub teams: teams::TeamsMessages,
    /// The signed-in person's own page.
    pub account: account::AccountMessages,
    /// The inspector.
    pub inspector: inspector::InspectorMessages,
    /// A client of the inspector on its way to a token.
    pub inspector_sign_in: inspector_sign_in::InspectorSignInMessages,
    /// Recordings of the wires.
    pub wires: wires::WiresMessages,
}

/// The catalogue of a language.
pub const fn messages(language: Language) -> &'static Messages {
    match language {
        Language::En => &en::MESSAGES,
        Language::ZhHans => &zh_hans::MESSAGES,
        Language::ZhHant => &zh_hant::MESSAGES,
    }
}

/// The catalogue of this page's language. English outside of the app, so that no component depends on a provider.
pub fn use_messages() -> &'static Messages {
    messages(use_context::<Language>().unwrap_or_default())
}

impl Messages {
    /// What is wrong with a field.
    pub fn problem(&self, problem: &Problem) -> String {
        (self.errors.problem)(problem)
    }

    /// Why a pasted text is not understood.
    pub fn paste_problem(&self, problem: &PasteProblem) -> String {
        (self.errors.paste)(problem)
    }

    /// Headline and explanation of an error.
    pub fn error(&self, error: &AppError) -> (String, String) {
        (self.errors.app)(error)
    }

    /// The state of a server's connections.
    pub const fn state(&self, state: UpstreamState) -> &'static str {
        let states = &self.common.states;
        match state {
            UpstreamState::Idle => states.idle,
            UpstreamState::Connecting => states.connecting,
            UpstreamState::Ready => states.ready,
            UpstreamState::Degraded => states.degraded,
            UpstreamState::Backoff => states.backoff,
            UpstreamState::Disabled => states.disabled,
        }
    }

    /// How a server is reached.
    pub const fn kind(&self, kind: ServerKind) -> &'static str {
        match kind {
            ServerKind::Stdio => self.common.kind_stdio,
            ServerKind::Sse => self.common.kind_sse,
            ServerKind::StreamableHttp => self.common.kind_streamable_http,
            ServerKind::Namespace => self.common.kind_namespace,
        }
    }

    /// What a person may do.
    pub const fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Viewer => self.common.role_viewer,
            Role::Member => self.common.role_member,
            Role::Admin => self.common.role_admin,
        }
    }
}
