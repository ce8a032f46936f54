//! The services as processes, requests that do not end, and all that is seen of both.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst},
        mpsc::{Receiver, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use axum::{Json, Router, extract::State, routing::post};
use serde_json::Value;
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    lines::{Line, spans},
    support::shop,
    trees::Seen,
};

pub const SERVICES: [&str; 3] = ["stock", "gateway", "worker"];
const CLIENTS: usize = 2;

enum Event {
    Exported(Vec<Line>),
    /// A line on standard error.
    Said(&'static str, String),
    /// A request, and the phase in which it began.
    Answered(u64, usize),
    /// A request for which some service was too slow.
    Refused(u64),
}

/// What is seen.
pub struct Services {
    events: Receiver<Event>,
    /// Spans by the request they belong to.
    pub spans: BTreeMap<u64, Vec<Seen>>,
    pub said: Vec<(&'static str, String)>,
    /// The requests that were answered, and the phases in which they began.
    pub answered: BTreeMap<u64, usize>,
    pub refused: BTreeSet<u64>,
    phase: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    clients: Vec<JoinHandle<()>>,
    processes: Vec<Child>,
    _receiver: Runtime,
}

/// A receiver of OTLP's JSON; its address.
async fn receive(tell: Sender<Event>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = format!("http://{}", listener.local_addr().expect("it has one"));
    let take = |State(tell): State<Sender<Event>>, Json(request): Json<Value>| async move {
        let _ = tell.send(Event::Exported(spans(&request)));
        Json(Value::Object(serde_json::Map::new()))
    };
    let app = Router::new().route("/v1/traces", post(take)).with_state(tell);
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}

impl Services {
    /// Starts the services with this configuration, and the requests, whose ids are those of their traces.
    pub fn start(config: &Path, database: &Path) -> Self {
        let (tell, events) = channel();
        let receiver = Runtime::new().expect("threads can be started");
        let endpoint = receiver.block_on(receive(tell.clone()));
        let mut processes = Vec::new();
        let mut start = |role: &'static str, arguments: &[&str]| {
            let mut command = shop();
            command.args([role, "--to", "otlp", "--database"]).arg(database).args(arguments);
            command.env("TRACED_CONFIG", config).env("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
            command.env("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint);
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut process = command.spawn().expect("the example starts");
            let (stdout, stderr) = (process.stdout.take().expect("piped"), process.stderr.take().expect("piped"));
            let tell = tell.clone();
            thread::spawn(move || {
                let lines = BufReader::new(stderr).lines().map_while(Result::ok);
                lines.for_each(|line| _ = tell.send(Event::Said(role, line)));
            });
            processes.push(process);
            let mut address = String::new();
            if role != "worker" {
                BufReader::new(stdout).read_line(&mut address).expect("it says where it listens");
            }
            address.trim().trim_start_matches("listening on ").to_owned()
        };
        let stock = start("stock", &[]);
        let gateway = start("gateway", &["--stock", &stock]);
        start("worker", &[]);

        let (phase, stop) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let numbers = Arc::new(AtomicU64::new(1));
        let client = |_| {
            let (tell, phase, stop, numbers) =
                (tell.clone(), Arc::clone(&phase), Arc::clone(&stop), Arc::clone(&numbers));
            let url = format!("{gateway}/orders");
            thread::spawn(move || {
                while !stop.load(SeqCst) {
                    let (number, phase) = (numbers.fetch_add(1, SeqCst), phase.load(SeqCst));
                    let request = ureq::post(&url).header("content-type", "application/json");
                    let request = request.header("traceparent", format!("00-{number:032x}-{number:016x}-01"));
                    let told = match request.send(r#"{"item": "teapot", "count": 1}"#) {
                        Ok(answer) if answer.status() == 202 => Event::Answered(number, phase),
                        Err(ureq::Error::StatusCode(504)) => Event::Refused(number),
                        other => panic!("the order ends with {other:?}"),
                    };
                    let _ = tell.send(told);
                }
            })
        };
        let clients = (0..CLIENTS).map(client).collect();
        let (spans, said, answered, refused) = Default::default();
        Self { events, spans, said, answered, refused, phase, stop, clients, processes, _receiver: receiver }
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Exported(lines) => {
                for line in lines {
                    let trace = line.span["traceId"].as_str().expect("an id");
                    let request = u64::from_str_radix(trace, 16).expect("an id of ours");
                    self.spans.entry(request).or_default().push(line.seen());
                }
            }
            Event::Said(service, line) => self.said.push((service, line)),
            Event::Answered(request, phase) => _ = self.answered.insert(request, phase),
            Event::Refused(request) => {
                self.refused.insert(request);
                assert!(self.refused.len() < 1000, "nothing is accepted");
            }
        }
    }

    fn until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        while !is_so(self) {
            let event = self.events.recv_timeout(Duration::from_secs(60));
            let event = event.unwrap_or_else(|_| panic!("{what} never came to be; said was {:#?}", self.said));
            self.note(event);
        }
    }

    /// Waits until each service has said all of this, in this order, since so many lines were said.
    pub fn until_all_say(&mut self, since: usize, parts: &[&str]) {
        self.until(&format!("{parts:?}"), |this| {
            SERVICES.iter().all(|service| {
                let mut lines = this.said[since..].iter().filter(|(of, _)| of == service);
                parts.iter().all(|part| lines.any(|(_, line)| line.contains(part)))
            })
        });
    }

    /// Waits for so many requests that begin from now on, and whatever was done for them. Returns all there are.
    pub fn requests(&mut self, count: usize) -> BTreeSet<u64> {
        let phase = self.phase.fetch_add(1, SeqCst) + 1;
        let over = |this: &Self| {
            let is_packed = |request: &u64| {
                this.spans.get(request).is_some_and(|spans| spans.iter().any(|span| span.name == "pack"))
            };
            let of_phase = this.answered.iter().filter(|(_, began)| **began == phase).map(|(request, _)| *request);
            of_phase.filter(is_packed).collect::<BTreeSet<_>>()
        };
        self.until(&format!("{count} packed orders"), |this| over(this).len() >= count);
        over(self)
    }

    /// Ends the requests, then the services, callers first. Then all that there is has been seen.
    pub fn end(&mut self) {
        self.stop.store(true, SeqCst);
        self.clients.drain(..).for_each(|client| client.join().expect("all orders were answered"));
        for at in [1, 2, 0] {
            // This closes its standard input.
            let status = self.processes[at].wait().expect("it is ours");
            assert!(status.success(), "{}: {:#?}", SERVICES[at], self.said);
        }
        self.until_all_say(0, &[" created, "]);
        let rest: Vec<_> = self.events.try_iter().collect();
        rest.into_iter().for_each(|event| self.note(event));
    }
}
