//! The demo server on stdin and stdout, as `metamcp demo-server` runs it.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    testkit::demo::serve_process().await
}
