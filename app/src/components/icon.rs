//! The few pictures of the dashboard, drawn here so that none is loaded.

use leptos::prelude::*;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// The product's mark: three things joined in one.
    Brand,
    /// A tick.
    Check,
    /// A cross.
    Close,
    /// Two sheets.
    Copy,
    /// An arrow down.
    Down,
    /// Three lines.
    Menu,
    /// Three dots.
    More,
    /// A lens.
    Search,
    /// An arrow up.
    Up,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            Self::Brand => {
                "M10 7.4V3.6M12.3 11.3l3.7 2.1M7.7 11.3 4 13.4M12.6 10a2.6 2.6 0 1 1-5.2 0 2.6 2.6 0 0 1 5.2 0ZM11.2 2.4a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0ZM18.2 14a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0ZM4.2 14a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Z"
            }
            Self::Check => "m4 10.5 4 4 8-9",
            Self::Close => "M5 5l10 10M15 5 5 15",
            Self::Copy => {
                "M7.5 7.5V5.2A1.7 1.7 0 0 1 9.2 3.5h5.6a1.7 1.7 0 0 1 1.7 1.7v5.6a1.7 1.7 0 0 1-1.7 1.7h-2.3M5.2 7.5h5.6a1.7 1.7 0 0 1 1.7 1.7v5.6a1.7 1.7 0 0 1-1.7 1.7H5.2a1.7 1.7 0 0 1-1.7-1.7V9.2a1.7 1.7 0 0 1 1.7-1.7Z"
            }
            Self::Down => "M10 4v12M5.5 11.5 10 16l4.5-4.5",
            Self::Menu => "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
            Self::More => "M4.5 10h.01M10 10h.01M15.5 10h.01",
            Self::Search => "M13.2 13.2 17 17M15 9A6 6 0 1 1 3 9a6 6 0 0 1 12 0Z",
            Self::Up => "M10 16V4M5.5 8.5 10 4l4.5 4.5",
        }
    }
}

/// A picture in the size and colour of the text beside it. It says nothing to screen readers: words do.
#[component]
pub fn Icon(
    /// What is drawn.
    name: IconName,
) -> impl IntoView {
    let class = if name == IconName::More {
        "icon icon-dots"
    } else {
        "icon"
    };
    view! {
        <svg class=class viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d=name.path()/>
        </svg>
    }
}
