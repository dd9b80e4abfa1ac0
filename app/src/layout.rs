//! What stands around the pages.

mod account_area;
mod frame;
mod navigation;
mod notices;
mod plain_frame;
mod preferences;
mod shortcuts;
mod top_bar;
mod waiting_badge;

pub use frame::Layout;
pub(crate) use notices::Notices;
pub use plain_frame::PlainFrame;
pub(crate) use preferences::Preferences;
pub(crate) use top_bar::TopBar;
