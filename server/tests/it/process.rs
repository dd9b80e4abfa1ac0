//! The process as a whole: it ends without leaving anything behind.

use std::{collections::BTreeSet, fs};

use tempfile::TempDir;

use crate::support::{
    binary::{PATIENCE, Served, command, stderr},
    processes::{children_of, parent_of},
};

#[tokio::test]
async fn sigterm_ends_it_with_its_children() {
    let data = TempDir::new().expect("a directory");
    let binary = env!("CARGO_BIN_EXE_metamcp");
    // A shell in between, as npx and uvx are: the server is a grandchild.
    let declaration = format!(
        "servers: {{ demo: {{ command: sh, args: ['-c', '\"{binary}\" demo-server; true'] }} }}\n\
         namespaces: {{ dev: {{ servers: [demo] }} }}\nendpoints: {{ dev: {{ namespace: dev, auth: none }} }}\n"
    );
    let served = Served::declared(data.path(), &declaration).await;
    let pid = served.pid();
    let tree = tokio::time::timeout(PATIENCE, async {
        loop {
            // The first look at the server's tools starts it; the shell has a child once it runs.
            let children = children_of(pid);
            let grandchildren: BTreeSet<u32> =
                children.iter().flat_map(|child| children_of(*child)).collect();
            if !grandchildren.is_empty() {
                return children.union(&grandchildren).copied().collect::<Vec<_>>();
            }
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the server is started");
    assert!(served.terminate().await.success());
    let left: Vec<_> = tree.into_iter().filter(|pid| parent_of(*pid).is_some()).collect();
    assert!(left.is_empty(), "still running: {left:?}");
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_written_is_explained() {
    let data = TempDir::new().expect("a directory");
    let file = data.path().join("file");
    fs::write(&file, "").expect("writes");
    let output = command(&file).arg("serve").output().await.expect("runs");
    assert!(!output.status.success());
    assert!(
        stderr(&output).contains("METAMCP_DATA_DIR"),
        "{}",
        stderr(&output)
    );
}
