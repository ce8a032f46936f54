//! The cases once more, end to end: against the example `w3c_service`, over sockets, with header lines as they are.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use super::trace_context::{CASES, Headers};

/// The example, until this is dropped.
struct Service {
    process: Child,
    address: String,
}

impl Service {
    fn start() -> Self {
        let mut command = Command::new(crate::examples::program("w3c_service"));
        for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("OTEL_")) {
            command.env_remove(variable);
        }
        let command = command.arg("127.0.0.1:0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the example starts");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("it says where it listens");
        let address = line.trim().strip_prefix("listening on ").expect("it says where it listens").to_owned();
        Self { process, address }
    }

    /// Sends these header lines as they are, and returns what the calls brought.
    fn ask(&self, harness: &TcpListener, headers: &[(&str, &str)], calls: usize) -> Vec<Headers> {
        let url = format!("http://{}/call", harness.local_addr().expect("it is bound"));
        let body = format!("[{}]", vec![format!(r#"{{"url":"{url}","arguments":[]}}"#); calls].join(","));
        let lines = headers.iter().fold(String::new(), |all, (name, value)| format!("{all}{name}: {value}\r\n"));
        let request = format!(
            "POST /test HTTP/1.1\r\nHost: service\r\nConnection: close\r\nContent-Type: application/json\r\n{lines}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).expect("the service listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout is set");
        let (sender, received) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| (0..calls).for_each(|_| sender.send(receive(harness)).expect("somebody listens")));
            stream.write_all(request.as_bytes()).expect("the service reads");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("the service answers");
            assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(&format!("\r\n\r\n{calls}")), "{answer}");
        });
        received.try_iter().collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One call: its header lines, once it has been answered.
fn receive(harness: &TcpListener) -> Headers {
    let (mut stream, _) = harness.accept().expect("the service calls");
    let mut reader = BufReader::new(stream.try_clone().expect("sockets can be shared"));
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("headers are text");
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: Headers = lines[1..]
        .iter()
        .map(|line| {
            line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned())).expect("a header")
        })
        .collect();
    let len = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = vec![0; len.expect("there is a body").1.parse().expect("a length")];
    reader.read_exact(&mut body).expect("the body follows");
    assert_eq!(body, b"[]");
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        .expect("the service waits for an answer");
    headers
}

#[test]
fn all_cases_of_the_harness_pass_over_http() {
    let service = Service::start();
    let harness = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    for (name, case) in CASES {
        let run = std::panic::AssertUnwindSafe(|| case(&|headers, calls| service.ask(&harness, headers, calls)));
        assert!(std::panic::catch_unwind(run).is_ok(), "{name}");
    }
}
