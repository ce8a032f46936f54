//! The services' processes, which are told by OpenTelemetry's variables what to be.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value as Json;

/// What makes this program one of ours, see `main.rs`.
pub const SERVICE: &str = "TRACED_TEST_CHAIN_SERVICE";

pub struct Service {
    pub name: &'static str,
    process: Child,
    pub url: String,
}

impl Service {
    /// Starts the service of this name, which says what it is written in; it reads and writes these formats.
    pub fn start(name: &'static str, formats: &str, zipkin: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/chain");
        let mut command = match name {
            "python" => Command::new(env::var("INTEROP_PYTHON").expect("`tests/interop/chain/run` names it")),
            "node" => Command::new("node"),
            _ => Command::new(env::current_exe().expect("a test has a path")),
        };
        match name {
            "python" => command.arg(folder.join("service.py")),
            "node" => command.arg(folder.join("service.mjs")),
            _ => command.args(["--exact", "service", "--nocapture"]).env(SERVICE, "1"),
        };
        command
            .env("OTEL_SERVICE_NAME", name)
            .env("OTEL_PROPAGATORS", formats)
            .env("OTEL_EXPORTER_ZIPKIN_ENDPOINT", format!("{zipkin}/api/v2/spans"));
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it can be started");
        let lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        // Behind what the test's own harness says.
        let url = lines.map_while(Result::ok).find_map(|line| line.find("http://").map(|at| line[at..].to_owned()));
        Self { name, process, url: url.unwrap_or_else(|| panic!("{name} has not started")) }
    }

    pub fn is_ours(&self) -> bool {
        self.name.starts_with("rust")
    }

    pub fn ask(&self, path: &str, question: &Json) -> Json {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let mut answer = agent.post(format!("{}{path}", self.url)).send(question.to_string()).expect("it answers");
        let text = answer.body_mut().read_to_string().expect("it answers in text");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}: {text}", self.name))
    }
}

/// They end by themselves when their standard input does; this is for the case that one does not.
impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
