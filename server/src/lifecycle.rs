//! From listening to the last closed stream.

use std::{future::Future, net::SocketAddr, time::Duration};

use anyhow::Context;
use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;

mod signals;

pub(crate) use signals::{StopSignals, outlive_full_files};

use crate::{
    config::Config,
    startup::{self, Running},
};

/// Serves until SIGTERM or Ctrl-C, then lets calls and streams end and stops every child process.
///
/// # Errors
/// When the configuration cannot be loaded or the port is taken.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    // Before anything is started or said, so that whoever sees it can stop it.
    let stop = StopSignals::listen()?;
    outlive_full_files()?;
    let patience = config.shutdown;
    let listen = config.listen;
    let running = startup::start(config).await?;
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!(
            "could not listen on {listen}; another program may use the port: choose one with METAMCP_LISTEN"
        )
    })?;
    running.announce(&listener.local_addr()?);
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
        gateway.shutdown().await;
        served
    };
    tokio::select! {
        served = ended => served.context("the listener failed")?,
        () = too_late(&stopping, patience) => {
            tracing::warn!("some calls did not end within METAMCP_SHUTDOWN_SECONDS and were cut off");
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
