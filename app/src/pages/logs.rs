//! Live logs: what processes of servers write on stderr, and the gateway's own events.

mod filter;
mod line;
mod stream;
mod tail;

use leptos::prelude::*;
use model::LogsView;

use self::{
    filter::{Filters, Wanted, use_wanted},
    stream::Stream,
};
use crate::{api::logs::list_logs, components::*, i18n::use_messages, pages::live::LivePage};

const PATH: &str = "/logs";

/// The latest lines, and those that come.
#[component]
pub fn LogsPage() -> impl IntoView {
    let t = use_messages();
    let wanted = use_wanted();
    let logs = Resource::new(
        move || wanted.get(),
        |wanted: Wanted| async move {
            let logs = list_logs(wanted.level(), wanted.source(), wanted.text()).await?;
            // What is shown comes along with what it was asked for, so that no stream follows lines of another filter.
            Ok((wanted, logs))
        },
    );
    view! {
        <LivePage resource=logs title=t.logs.title let:shown>
            <Page title=t.logs.title lead=move || t.logs.lead>
                <Card flush=true>
                    <Shown shown/>
                </Card>
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn Shown(shown: Signal<(Wanted, LogsView)>) -> impl IntoView {
    let servers = Memo::new(move |_| shown.with(|(_, logs)| logs.servers.clone()));
    let sees_gateway = Memo::new(move |_| shown.with(|(_, logs)| logs.sees_gateway));
    view! {
        <Filters servers sees_gateway/>
        <Stream shown/>
    }
}
