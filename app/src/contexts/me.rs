//! Who is signed in.

use leptos::prelude::*;
use model::Me;

/// The signed-in person. The layout provides it; pages outside of the layout have none.
pub fn use_me() -> Me {
    expect_context::<Me>()
}
