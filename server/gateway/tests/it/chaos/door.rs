//! A door between the gateway and a server behind a URL, behind which anything may happen.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

/// What becomes of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// They reach the server.
    Through,
    /// They are reset once something was sent.
    Reset,
    /// Nobody answers.
    Silence,
    /// They get this and are closed.
    Answer(&'static str),
}

/// A listener in front of a server. It ends with the test's runtime.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) address: String,
    state: Arc<Mutex<(Way, CancellationToken)>>,
}

impl Door {
    /// Open, in front of this address.
    pub(super) async fn before(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let door = Self {
            address: listener.local_addr().expect("an address").to_string(),
            state: Arc::new(Mutex::new((Way::Through, CancellationToken::new()))),
        };
        let own = door.clone();
        #[expect(clippy::disallowed_methods, reason = "ends with the runtime of the test")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (way, over) = own.state.lock().expect("not poisoned").clone();
                let server = server.clone();
                #[expect(clippy::disallowed_methods, reason = "ends with the runtime of the test")]
                tokio::spawn(async move {
                    over.run_until_cancelled(serve(way, stream, &server)).await;
                });
            }
        });
        door
    }

    /// Another way from now on; what is open is cut off.
    pub(super) fn turn(&self, way: Way) {
        let mut state = self.state.lock().expect("not poisoned");
        state.1.cancel();
        *state = (way, CancellationToken::new());
    }
}

async fn serve(way: Way, mut stream: TcpStream, server: &str) {
    match way {
        Way::Through => {
            if let Ok(mut there) = TcpStream::connect(server).await {
                let _ = copy_bidirectional(&mut stream, &mut there).await;
            }
        }
        Way::Reset => {
            let _ = stream.read(&mut [0; 64]).await;
            let _ = stream.set_zero_linger();
        }
        Way::Silence => std::future::pending().await,
        Way::Answer(answer) => {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    }
}
