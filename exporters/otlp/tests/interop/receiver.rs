//! The receiver's process, and the lines that it says.

use std::{
    io::{BufRead as _, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

pub struct Receiver {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    url: String,
}

impl Receiver {
    pub fn start() -> Receiver {
        let mut process = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/receiver.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node can be started");
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut receiver = Receiver { process, lines, url: String::new() };
        receiver.url = receiver.line()["url"].as_str().expect("first of all it says where it is").to_owned();
        receiver
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    fn line(&mut self) -> Value {
        let line = self.lines.next().expect("the receiver is still there").unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// The next `count` spans, with the resource and the scope that each came under.
    pub fn take(&mut self, count: usize) -> Vec<Value> {
        (0..count).map(|_| self.line()).collect()
    }
}

/// It ends by itself when its standard input does; this is for the case that it does not.
impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
