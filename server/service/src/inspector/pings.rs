//! How fast a target answers when it has nothing to do.

use std::sync::Arc;

use futures::FutureExt;
use model::{InspectionProtocol, PingView};

use super::{inspection::Inspection, line, message::Fields};
use crate::{Changed, services::Inner};

/// Asks so many times, one after the other.
pub(super) async fn run(inner: Arc<Inner>, inspection: Arc<Inspection>, times: u32) {
    // 2026-07-28 has no ping; this costs as little.
    let method = match inspection.subject.protocol {
        InspectionProtocol::Stateless => "server/discover",
        InspectionProtocol::Streamable | InspectionProtocol::EventStream => "ping",
    };
    let (mut took, mut view) = (Vec::new(), PingView::default());
    view.wanted = times;
    inspection.set_ping(view);
    for _ in 0..times {
        let (n, began) = (inspection.number(), inner.parts.clock.instant());
        let asked = line::ask(&inner, &inspection, n, method, Fields::new()).boxed();
        let Some(answer) = inspection.over.run_until_cancelled(asked).await else {
            return;
        };
        if answer.result().is_some() {
            let elapsed = inner.parts.clock.instant().saturating_duration_since(began);
            took.push(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX));
            took.sort_unstable();
            view = counted(&took, view);
        } else {
            view.failed += 1;
        }
        inspection.set_ping(view);
        inspection.heard.notify_waiters();
        inner.changes.tell(Changed::Inspections);
    }
}

/// The figures of what is sorted.
fn counted(took: &[u64], view: PingView) -> PingView {
    PingView {
        answered: view.answered + 1,
        min_us: took.first().copied().unwrap_or_default(),
        median_us: took.get(took.len() / 2).copied().unwrap_or_default(),
        max_us: took.last().copied().unwrap_or_default(),
        ..view
    }
}

#[cfg(test)]
mod tests {
    use model::PingView;

    use super::counted;

    #[test]
    fn the_median_is_in_the_middle() {
        let view = counted(&[1, 2, 90], PingView::default());
        assert_eq!(
            (view.answered, view.min_us, view.median_us, view.max_us),
            (1, 1, 2, 90)
        );
    }
}
