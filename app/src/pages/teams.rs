//! Teams: who keeps things together.

mod change;
mod confirm;
mod detail;
mod list;
mod members;
mod new;

pub use detail::TeamPage;
pub use list::TeamsPage;
pub use new::TeamNewPage;
