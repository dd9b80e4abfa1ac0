//! How people sign in: the switches, the providers, and why somebody was not signed in.

mod confirm;
mod detail;
mod fields;
mod list;
mod new;
mod problem;
mod switches;

use model::{CreationPolicy, OidcProviderInput, Role};

pub(crate) use self::problem::SignInProblemNote;
pub use self::{detail::ProviderPage, list::SignInPage, new::ProviderNewPage};

const PATH: &str = "/sign-in";

/// A provider that nothing is said about yet.
fn empty() -> OidcProviderInput {
    OidcProviderInput {
        default_role: Role::Member.as_str().to_owned(),
        creation: CreationPolicy::default().as_str().to_owned(),
        enabled: true,
        ..OidcProviderInput::default()
    }
}
