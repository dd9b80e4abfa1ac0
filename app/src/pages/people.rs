//! People: who they are, what they may do, links for those who cannot sign in yet.

mod change;
mod confirm;
mod created;
mod detail;
mod links;
mod list;
mod new;
mod roles;
mod waiting;

pub use detail::PersonPage;
pub use list::PeoplePage;
pub use new::PersonNewPage;
