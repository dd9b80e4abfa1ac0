//! Lines in files, one JSON object each, a file a day.

use std::{io::Write, path::Path, sync::Arc};

use anyhow::Context;
use model::LogLine;
use service::LineSink;
use tracing_appender::{
    non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard},
    rolling::{RollingFileAppender, Rotation},
};

/// Lines that may wait for the disk; more are dropped and counted.
const WAITING: usize = 16 * 1024;

/// The way to the files. What waits is written when the last handle goes.
#[derive(Clone)]
pub(super) struct Files {
    writer: NonBlocking,
    dropped: ErrorCounter,
    _guard: Arc<WorkerGuard>,
}

impl Files {
    /// Files in this folder, so many of which are kept.
    pub(super) fn new(folder: &Path, kept: usize) -> anyhow::Result<Self> {
        let unusable = || {
            format!(
                "could not use {} for log files; choose another with METAMCP_LOG_DIR",
                folder.display()
            )
        };
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).with_context(unusable)?;
        let appender = RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix("metamcp")
            .filename_suffix("jsonl")
            .max_log_files(kept)
            .build(folder)
            .with_context(unusable)?;
        let (writer, guard) = NonBlockingBuilder::default()
            .buffered_lines_limit(WAITING)
            .lossy(true)
            .finish(appender);
        Ok(Self {
            dropped: writer.error_counter(),
            writer,
            _guard: Arc::new(guard),
        })
    }

    /// Takes lines to the files.
    pub(super) fn sink(&self) -> Box<dyn LineSink> {
        Box::new(ToFiles(self.writer.clone()))
    }

    /// Lines that found no room.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped.dropped_lines() as u64
    }
}

struct ToFiles(NonBlocking);

impl LineSink for ToFiles {
    fn line(&self, line: &LogLine) {
        let Ok(mut json) = serde_json::to_vec(line) else {
            return;
        };
        json.push(b'\n');
        // It is a queue: what finds no room is counted there.
        let _ = self.0.clone().write_all(&json);
    }
}

#[cfg(test)]
mod tests {
    use model::{LogLevel, LogLine};

    use super::Files;

    #[test]
    fn lines_are_objects_in_a_file_of_the_day() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let inner = folder.path().join("logs");
        let files = Files::new(&inner, 3).expect("usable");
        let journal = service::journal(Some(files.sink()));
        journal.event(LogLevel::Warn, "one");
        journal.event(LogLevel::Info, "two");
        assert_eq!(files.dropped(), 0);
        // The guard waits for the writer.
        drop((journal, files));
        let written: Vec<_> = std::fs::read_dir(&inner)
            .expect("there")
            .map(|entry| entry.expect("readable").path())
            .collect();
        let [file] = written.as_slice() else {
            panic!("{written:?}");
        };
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(
            name.starts_with("metamcp.20") && file.extension().is_some_and(|it| it == "jsonl"),
            "{name}"
        );
        let text = std::fs::read_to_string(file).expect("readable");
        let lines: Vec<LogLine> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("an object"))
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (lines[0].level, lines[0].text.as_str()),
            (Some(LogLevel::Warn), "one")
        );
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let error = Files::new(file.path(), 3).err().expect("no folder");
        assert!(error.to_string().contains("METAMCP_LOG_DIR"), "{error}");
    }
}
