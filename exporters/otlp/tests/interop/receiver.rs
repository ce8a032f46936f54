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
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = line(&mut lines)["url"].as_str().expect("first of all it says where it is").to_owned();
        Receiver { process, lines, url }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// The next `count` spans, with the resource and the scope that each came under.
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
