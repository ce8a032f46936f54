//! A real Zipkin that is killed and started again.

use std::{
    env,
    io::{BufRead as _, BufReader},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use ureq::http::Uri;

/// Its storage is memory: what it had is gone with it.
pub struct Zipkin {
    pub url: String,
    /// Nothing where the script has started it.
    own: Option<Child>,
}

impl Zipkin {
    /// Where `ZIPKIN_URL` says: the one that runs there, as the process `ZIPKIN_PROCESS`, or a new one.
    pub fn running() -> Self {
        let url = env::var("ZIPKIN_URL").expect("`run` says where Zipkin is");
        let mut zipkin = Zipkin { url, own: None };
        if !zipkin.listens() {
            zipkin.start();
        }
        zipkin
    }

    fn address(&self) -> String {
        let url: Uri = self.url.parse().unwrap();
        url.authority().unwrap().to_string()
    }

    fn listens(&self) -> bool {
        TcpStream::connect(self.address()).is_ok()
    }

    /// Starts it, and waits until it can be talked to.
    pub fn start(&mut self) {
        let jar = env::var("ZIPKIN_JAR").expect("`run` says where Zipkin's file is");
        let (host, port) =
            self.address().split_once(':').map(|(host, port)| (host.to_owned(), port.to_owned())).unwrap();
        let mut command = Command::new("java");
        command.args(["-Xmx512m", "-jar", &jar]);
        command.arg(format!("--armeria.ports[0].ip={host}")).arg(format!("--armeria.ports[0].port={port}"));
        command
            .arg("--armeria.ports[0].protocols[0]=http")
            .env("STORAGE_TYPE", "mem")
            .env("SELF_TRACING_ENABLED", "false");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let (serves, started) = mpsc::channel();
        // All that it says is read: a full pipe would make it wait.
        thread::spawn(move || said.filter(|line| line.contains("Serving HTTP")).for_each(|_| _ = serves.send(())));
        started.recv_timeout(Duration::from_secs(120)).expect("Zipkin starts");
        self.own = Some(child);
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.own.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        } else {
            let process = env::var("ZIPKIN_PROCESS").expect("`run` says which process it has started");
            assert!(Command::new("kill").args(["-9", &process]).status().unwrap().success());
        }
        while self.listens() {
            thread::yield_now();
        }
    }
}

impl Drop for Zipkin {
    fn drop(&mut self) {
        if let Some(mut child) = self.own.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
