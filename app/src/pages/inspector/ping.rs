//! How fast the target answers when it has nothing to do.

use leptos::prelude::*;
use model::PingView;

use super::inspected::Inspected;
use crate::{api::inspector::PingTarget, components::*, i18n::use_messages};

#[component]
pub(super) fn PingTab(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let ping = ServerAction::<PingTarget>::new();
    let latest = Memo::new(move |_| it.view.with(|view| view.ping));
    view! {
        <Card title=t.ping>
            <Form action=ping check=|ping: &PingTarget| ping.input.validate()>
                <Hidden name="id" value=it.id.to_string()/>
                <TextField name="times" label=t.times value="10" kind=TextKind::Number required=true/>
                <SubmitButton look=Look::Primary>{t.ping}</SubmitButton>
            </Form>
            <div class="answer" role="status">
                {move || latest.get().map(|ping| view! { <Figures ping/> })}
            </div>
        </Card>
    }
}

#[component]
fn Figures(ping: PingView) -> impl IntoView {
    let t = &use_messages().inspector;
    let times = (ping.answered > 0).then(|| {
        view! {
            <Fact term=t.fastest>{elapsed(ping.min_us)}</Fact>
            <Fact term=t.median>{elapsed(ping.median_us)}</Fact>
            <Fact term=t.slowest>{elapsed(ping.max_us)}</Fact>
        }
    });
    let failed = (ping.failed > 0)
        .then(|| view! { <Fact term=t.unanswered><Mark tone=Tone::Bad>{ping.failed}</Mark></Fact> });
    view! {
        <Facts>
            <Fact term=t.answered>{ping.answered} " / " {ping.wanted}</Fact>
            {failed}
            {times}
        </Facts>
    }
}
