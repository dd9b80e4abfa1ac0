//! The inspector, over the wire.

use leptos::prelude::*;
use model::{
    AnswerInput, AppAnswer, AppRequestInput, AppView, Comparison, Completion, CompletionInput, ExchangeView,
    InspectionId, InspectionInput, InspectionLists, InspectionView, InspectorSignInId, InspectorSignInView,
    InspectorTargets, LogLevelInput, PingInput, RecordingId, RequestInput, RootsInput, SavedRequestId,
    SavedRequestInput, SavedRequestNameInput, SavedRequestView,
};

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::pages::inspector::{first_page, sign_in_path};

/// What the caller can inspect, and what they inspect.
#[server(prefix = "/api", endpoint = "inspector/targets")]
pub async fn list_inspector_targets() -> Result<InspectorTargets, AppError> {
    crate::ssr::call(|s, caller| async move { s.inspector().targets(&caller).await }).await
}

/// Begins to inspect something, and goes there.
#[server(prefix = "/api", endpoint = "inspector/open")]
pub async fn open_inspection(input: InspectionInput) -> Result<(), AppError> {
    let shown = input.without_key();
    let path = crate::ssr::submit(&shown, move |s, caller| async move {
        if input.oauth {
            let door = crate::ssr::front_door();
            let id = s.inspector().set_out(&caller, input, &*door).await?;
            return Ok(sign_in_path(id));
        }
        let (tool, call) = (input.tool.clone(), input.call.clone());
        let id = s.inspector().open(&caller, input).await?;
        Ok(first_page(id, &tool, &call))
    });
    path.await.map(|path| crate::ssr::redirect(&path))
}

/// How far a client of the caller is on its way to a token.
#[server(prefix = "/api", endpoint = "inspector/sign-in")]
pub async fn get_inspector_sign_in(id: InspectorSignInId) -> Result<InspectorSignInView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().sign_in(&caller, id) }).await
}

/// An inspection as it stands now.
#[server(prefix = "/api", endpoint = "inspector/get")]
pub async fn get_inspection(id: InspectionId) -> Result<InspectionView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().get(&caller, id).await }).await
}

/// What its target offers.
#[server(prefix = "/api", endpoint = "inspector/lists")]
pub async fn get_inspection_lists(id: InspectionId) -> Result<InspectionLists, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().lists(&caller, id).await }).await
}

/// A request with its answer.
#[server(prefix = "/api", endpoint = "inspector/exchange")]
pub async fn get_exchange(id: InspectionId, n: u64) -> Result<ExchangeView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().exchange(&caller, id, n).await }).await
}

/// Sends a request. The inspection has the answer.
#[server(prefix = "/api", endpoint = "inspector/send")]
pub async fn send_request(id: InspectionId, input: RequestInput) -> Result<u64, AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.inspector().send(&caller, id, input).await
    })
    .await
}

/// Sends a request again as it was.
#[server(prefix = "/api", endpoint = "inspector/resend")]
pub async fn resend_request(id: InspectionId, n: u64) -> Result<u64, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().resend(&caller, id, n).await }).await
}

/// Cancels a request.
#[server(prefix = "/api", endpoint = "inspector/cancel")]
pub async fn cancel_request(id: InspectionId, n: u64) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().cancel(&caller, id, n).await }).await
}

/// Two answers beside each other.
#[server(prefix = "/api", endpoint = "inspector/compare")]
pub async fn compare_exchanges(id: InspectionId, one: u64, other: u64) -> Result<Comparison, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().compare(&caller, id, one, other).await })
        .await
}

/// Answers a question of a server.
#[server(prefix = "/api", endpoint = "inspector/answer")]
pub async fn answer_question(id: InspectionId, n: u64, input: AnswerInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.inspector().answer(&caller, id, n, input).await
    })
    .await
}

/// What an argument could be.
#[server(prefix = "/api", endpoint = "inspector/complete")]
pub async fn complete_argument(id: InspectionId, input: CompletionInput) -> Result<Completion, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().complete(&caller, id, input).await }).await
}

/// Asks some times whether the target is there.
#[server(prefix = "/api", endpoint = "inspector/ping")]
pub async fn ping_target(id: InspectionId, input: PingInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.inspector().ping(&caller, id, input).await
    })
    .await
}

/// Says which log messages are wanted.
#[server(prefix = "/api", endpoint = "inspector/log-level")]
pub async fn set_log_level(id: InspectionId, input: LogLevelInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.inspector().set_log_level(&caller, id, input.level).await
    })
    .await
}

/// Says what servers may work with.
#[server(prefix = "/api", endpoint = "inspector/roots")]
pub async fn set_inspection_roots(id: InspectionId, input: RootsInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.inspector().set_roots(&caller, id, input).await
    })
    .await
}

/// Records what passes on the wires of this inspection alone.
#[server(prefix = "/api", endpoint = "inspector/watch")]
pub async fn watch_inspection(id: InspectionId) -> Result<RecordingId, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().watch(&caller, id).await }).await
}

/// Ends an inspection, and goes to the others.
#[server(prefix = "/api", endpoint = "inspector/close")]
pub async fn close_inspection(id: InspectionId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().close(&caller, id) })
        .await
        .inspect(|()| crate::ssr::redirect("/inspector"))
}

/// The app that shows what a call gave; nothing for a task.
#[server(prefix = "/api", endpoint = "inspector/app")]
pub async fn open_app(id: InspectionId, n: u64) -> Result<Option<AppView>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().app(&caller, id, n).await }).await
}

/// What an app asks its server for.
#[server(prefix = "/api", endpoint = "inspector/app/ask")]
pub async fn ask_for_app(id: InspectionId, n: u64, input: AppRequestInput) -> Result<AppAnswer, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().ask_for_app(&caller, id, n, input).await })
        .await
}

/// Requests that the caller or their teams keep, by name.
#[server(prefix = "/api", endpoint = "inspector/saved/list")]
pub async fn list_saved_requests() -> Result<Vec<SavedRequestView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.saved_requests().list(&caller).await }).await
}

/// One of them.
#[server(prefix = "/api", endpoint = "inspector/saved/get")]
pub async fn get_saved_request(id: SavedRequestId) -> Result<SavedRequestView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.saved_requests().get(&caller, id).await }).await
}

/// Keeps a request.
#[server(prefix = "/api", endpoint = "inspector/saved/save")]
pub async fn save_request(input: SavedRequestInput) -> Result<SavedRequestId, AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.saved_requests().save(&caller, input).await
    })
    .await
}

/// Gives it another name.
#[server(prefix = "/api", endpoint = "inspector/saved/rename")]
pub async fn rename_saved_request(id: SavedRequestId, input: SavedRequestNameInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.saved_requests().rename(&caller, id, input).await
    })
    .await
}

/// Forgets it.
#[server(prefix = "/api", endpoint = "inspector/saved/delete")]
pub async fn delete_saved_request(id: SavedRequestId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.saved_requests().delete(&caller, id).await }).await
}
