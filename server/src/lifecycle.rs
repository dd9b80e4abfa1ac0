//! From listening to the last closed stream.

use std::{
    future::{Future, IntoFuture},
    net::SocketAddr,
    time::Duration,
};

use anyhow::Context;
use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;

mod signals;

pub(crate) use signals::{StopSignals, outlive_full_files};

use crate::{
    config::Config,
    startup::{self, Running},
    telemetry::Telemetry,
};

/// Serves until SIGTERM or Ctrl-C, then lets calls and streams end and stops every child process.
///
/// # Errors
/// When the configuration cannot be loaded or the port is taken.
pub async fn serve(config: Config, telemetry: Telemetry) -> anyhow::Result<()> {
    // Before anything is started or said, so that whoever sees it can stop it.
    let stop = StopSignals::listen()?;
    outlive_full_files()?;
    let patience = config.shutdown;
    let listen = config.listen;
    let running = startup::start_with(config, telemetry).await?;
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!(
            "could not listen on {listen}; another program may use the port: choose one with METAMCP_LISTEN"
        )
    })?;
    let metrics = match &running.metrics {
        Some((address, _)) => Some(TcpListener::bind(address).await.with_context(|| {
            format!("could not listen on {address}; choose another with METAMCP_METRICS_LISTEN")
        })?),
        None => None,
    };
    running.announce(&listener.local_addr()?);
    if let (Some(listener), Some((_, router))) = (metrics, &running.metrics) {
        tracing::info!(listen = %listener.local_addr()?, "metrics have a listener of their own");
        let serving = axum::serve(listener, router.clone());
        let stopping = running.stopping.clone().cancelled_owned();
        let serving = serving.with_graceful_shutdown(stopping).into_future();
        running.tasks.spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the listener for metrics failed");
            }
        });
    }
    serve_until(listener, running, patience, stop.received()).await
}

async fn serve_until(
    listener: TcpListener,
    running: Running,
    patience: Duration,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let Running {
        router,
        gateway,
        stopping,
        tasks,
        store,
        telemetry,
        ..
    } = running;
    let graceful = {
        let (stopping, gateway) = (stopping.clone(), gateway.clone());
        async move {
            stop.await;
            tracing::info!(
                "stopping: streams end, running calls get {} s",
                patience.as_secs()
            );
            stopping.cancel();
            // The listener waits for open streams, and clients keep theirs open for ever.
            gateway.end_streams();
        }
    };
    // Without TCP_NODELAY small answers wait for the client's delayed acknowledgement.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not set TCP_NODELAY");
        }
    });
    let router: Router = router;
    let serving = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(graceful);
    let ended = async {
        let served = serving.await;
        // Over the gateway's HTTP client, which ends with it.
        telemetry.flush().await;
        gateway.shutdown().await;
        served
    };
    tokio::select! {
        served = ended => served.context("the listener failed")?,
        () = too_late(&stopping, patience) => {
            tracing::warn!("some calls did not end within METAMCP_SHUTDOWN_SECONDS and were cut off");
            telemetry.flush().await;
            gateway.shutdown().await;
        }
    }
    tasks.close();
    if tokio::time::timeout(patience, tasks.wait()).await.is_err() {
        tracing::warn!("some background tasks did not end in time");
    }
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn too_late(stopping: &tokio_util::sync::CancellationToken, patience: Duration) {
    stopping.cancelled().await;
    tokio::time::sleep(patience).await;
}
