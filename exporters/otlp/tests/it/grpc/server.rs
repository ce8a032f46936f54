//! A receiver that speaks gRPC, of another implementation, on a thread of its own.

use std::{
    collections::VecDeque,
    net::{SocketAddr, TcpListener},
    sync::{Mutex, mpsc},
    thread::{self, JoinHandle},
};

use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
    trace_service_server::{TraceService, TraceServiceServer},
};
use prost::Message as _;
use tokio::sync::oneshot;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Request, Response, Status,
    codec::CompressionEncoding,
    metadata::MetadataMap,
    transport::{Identity, ServerTlsConfig, server::Server as Tonic},
};

use crate::decode::numbers;

pub type Answer = Result<ExportTraceServiceResponse, Status>;

pub const OK: Answer = Ok(ExportTraceServiceResponse { partial_success: None });

pub fn partly(rejected_spans: i64, error_message: &str) -> ExportTraceServiceResponse {
    let partial = ExportTracePartialSuccess { rejected_spans, error_message: error_message.to_owned() };
    ExportTraceServiceResponse { partial_success: Some(partial) }
}

/// A call as it came.
pub struct Call {
    pub peer: SocketAddr,
    pub metadata: MetadataMap,
    pub numbers: Vec<u64>,
}

pub struct Server {
    pub address: SocketAddr,
    calls: mpsc::Receiver<Call>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Service {
    answers: Mutex<VecDeque<Answer>>,
    calls: mpsc::Sender<Call>,
}

#[tonic::async_trait]
impl TraceService for Service {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let peer = request.remote_addr().unwrap();
        let metadata = request.metadata().clone();
        let numbers = numbers(&request.get_ref().encode_to_vec());
        self.calls.send(Call { peer, metadata, numbers }).unwrap();
        let answer = self.answers.lock().unwrap().pop_front();
        answer.unwrap_or(OK).map(Response::new)
    }
}

impl Server {
    /// Gives these answers, then says yes to all.
    pub fn start(answers: impl IntoIterator<Item = Answer>) -> Server {
        Server::start_at("127.0.0.1:0".parse().unwrap(), answers, None)
    }

    pub fn start_at(
        address: SocketAddr,
        answers: impl IntoIterator<Item = Answer>,
        identity: Option<Identity>,
    ) -> Server {
        let listener = TcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, calls) = mpsc::channel();
        let service = Service { answers: Mutex::new(answers.into_iter().collect()), calls: sender };
        let service = TraceServiceServer::new(service).accept_compressed(CompressionEncoding::Gzip);
        let mut server = Tonic::builder();
        if let Some(identity) = identity {
            server = server.tls_config(ServerTlsConfig::new().identity(identity)).unwrap();
        }
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            // With the runtime all connections go, in the middle of whatever they are doing.
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let incoming = TcpListenerStream::new(tokio::net::TcpListener::from_std(listener).unwrap());
                tokio::select! {
                    result = server.add_service(service).serve_with_incoming(incoming) => result.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Server { address, calls, stop: Some(stop), thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come so far: everything that the client has an answer to.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.try_iter().collect()
    }
}

/// When it is gone, its port is free and its connections are closed.
impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || thread::panicking(), "the server has panicked");
        }
    }
}
