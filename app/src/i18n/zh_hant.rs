//! Chinese in traditional characters.

mod account;
mod api_keys;
mod approvals;
mod callers;
mod changes;
mod common;
mod copies;
mod costs;
mod endpoints;
mod errors;
mod finder;
mod history;
mod inspector;
mod middleware;
mod namespaces;
mod oauth;
mod overrides;
mod overview;
mod people;
mod plain;
mod quick;
mod run;
mod saves;
mod servers;
mod sign_in;
mod sign_ins;
mod start;
mod teams;
mod wires;

use super::Messages;

pub(super) static MESSAGES: Messages = Messages {
    common: common::COMMON,
    errors: errors::ERRORS,
    start: start::START,
    sign_in: sign_in::SIGN_IN,
    quick: quick::QUICK,
    overview: overview::OVERVIEW,
    servers: servers::SERVERS,
    changes: changes::CHANGES,
    middleware: middleware::MIDDLEWARE,
    history: history::HISTORY,
    overrides: overrides::OVERRIDES,
    sign_ins: sign_ins::SIGN_INS,
    callers: callers::CALLERS,
    run: run::RUN,
    namespaces: namespaces::NAMESPACES,
    copies: copies::COPIES,
    costs: costs::COSTS,
    saves: saves::SAVES,
    finder: finder::FINDER,
    endpoints: endpoints::ENDPOINTS,
    api_keys: api_keys::API_KEYS,
    approvals: approvals::APPROVALS,
    oauth: oauth::OAUTH,
    people: people::PEOPLE,
    plain: plain::PLAIN,
    teams: teams::TEAMS,
    account: account::ACCOUNT,
    inspector: inspector::INSPECTOR,
    wires: wires::WIRES,
};
