//! What pages share: who is signed in, what changed meanwhile, and what was just done.

mod hydrated;
mod live;
mod me;
mod notice;
mod now;
mod pasted;
mod status;

pub use hydrated::{provide_hydrated, use_hydrated};
pub use live::{Noun, provide_live, use_changes, use_slow_changes};
pub use me::use_me;
pub use notice::{NOTICE_PARAMETER, Notice, use_notice};
pub use now::{provide_now, use_now};
pub use pasted::{provide_pasted, use_pasted};
pub use status::{ResponseStatus, set_status};
