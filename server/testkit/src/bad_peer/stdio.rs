//! The modes over stdio.

use std::{
    io::{self, BufRead, Write},
    process::{Child, Command, ExitCode, Stdio},
    thread,
};

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

use super::{
    BadPeerOptions, Mode, note_pids,
    spoil::{Action, Spoiler},
};

/// Serves until stdin ends, or beyond.
pub(super) async fn serve(options: &BadPeerOptions) -> io::Result<ExitCode> {
    // A handler that does nothing is how a signal is ignored without unsafe code.
    let _deaf = match options.mode {
        Mode::Stubborn => Some([signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?]),
        _ => None,
    };
    let child = match options.mode {
        Mode::Grandchild => Some(stubborn_child()?),
        _ => None,
    };
    note_pids(options, child.as_ref().map(Child::id))?;
    match options.mode {
        Mode::Exit => {
            writeln!(io::stderr(), "cannot start: EXAMPLE_API_KEY is not set")?;
            return Ok(ExitCode::from(3));
        }
        Mode::StderrFlood => flood(options.size)?,
        _ => {}
    }
    let (sender, ended) = oneshot::channel();
    let spoiler = Spoiler::new(options);
    // A thread of its own, so that the lifetime ends a process that blocks in a read or a write.
    thread::spawn(move || sender.send(read(&spoiler)));
    let code = ended.await.map_err(io::Error::other)??;
    if options.mode == Mode::Stubborn {
        std::future::pending::<()>().await;
    }
    Ok(ExitCode::from(code))
}

fn read(spoiler: &Spoiler) -> io::Result<u8> {
    for line in io::stdin().lock().lines() {
        match spoiler.answer(line?.as_bytes()) {
            Action::Frames(frames) => frames.iter().try_for_each(|frame| write(frame))?,
            Action::Late(delay, frame) => {
                thread::park_timeout(delay);
                write(&frame)?;
            }
            Action::Silence => {}
            Action::Exit(code) => return panicked(code),
            Action::Last(bytes, code) => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(&bytes)?;
                stdout.flush()?;
                return panicked(code);
            }
        }
    }
    Ok(0)
}

fn panicked(code: u8) -> io::Result<u8> {
    writeln!(io::stderr(), "thread 'main' panicked: index out of bounds")?;
    Ok(code)
}

fn write(frame: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(frame)?;
    stdout.write_all(b"\n")?;
    stdout.flush()
}

fn flood(size: usize) -> io::Result<()> {
    let line = [b"x".repeat(1023), b"\n".to_vec()].concat();
    let mut stderr = io::stderr().lock();
    (0..size.div_ceil(line.len())).try_for_each(|_| stderr.write_all(&line))
}

fn stubborn_child() -> io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args(["--mode", "stubborn"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
}
