//! A program that is not ours, in a process of its own: it says lines of JSON.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::Value as Json;

/// The process; it ends with this.
pub struct Foreign {
    process: Child,
    lines: mpsc::Receiver<String>,
}

impl Foreign {
    /// Starts `program script`, as the `run` beside the script has set them up.
    pub fn start(program: impl AsRef<OsStr>, script: impl AsRef<Path>) -> Self {
        let mut command = Command::new(program);
        let command = command.arg(script.as_ref()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("`run` has set it up");
        let stdout = BufReader::new(process.stdout.take().expect("it is piped"));
        // Read at once: a full pipe would make it wait, and what sends to it.
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Foreign { process, lines }
    }

    /// The next line that it says.
    pub fn line(&mut self) -> Json {
        let line = self.lines.recv_timeout(Duration::from_secs(60)).expect("all of it arrives");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// What it says to this.
    pub fn ask(&mut self, question: &Json) -> Json {
        writeln!(self.process.stdin.as_ref().expect("it is piped"), "{question}").expect("it reads");
        self.line()
    }
}

/// It ends by itself when its standard input does; this is for the case that it does not.
impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
