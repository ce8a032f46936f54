//! The receiver's process, and the lines that it says.

use std::{
    io::{BufRead as _, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

pub struct Receiver {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    urls: Value,
}

impl Receiver {
    pub fn start() -> Receiver {
        let mut process = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/receiver.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node can be started");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // First of all it says where it is.
        let urls = line(&mut lines);
        Receiver { process, lines, urls }
    }

    /// Where it takes spans over `http` or `grpc`.
    pub fn url(&self, transport: &str) -> &str {
        self.urls[transport].as_str().expect("it takes that")
    }

    /// The next `count` spans, each with the way it came and the resource and the scope that it came under.
    pub fn take(&mut self, count: usize) -> Vec<Value> {
        (0..count).map(|_| line(&mut self.lines)).collect()
    }
}

fn line(lines: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = lines.next().expect("the receiver is still there").unwrap();
    serde_json::from_str(&line).unwrap()
}

/// It ends by itself when its standard input does; this is for the case that it does not.
impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
