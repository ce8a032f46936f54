//! The tags that X-Ray has fields for, under OpenTracing's names, OpenTelemetry's and its older ones.

use traced_runtime::{Kind, ValueRef, export::SpanView};

/// What a tag tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Fact {
    Method,
    Url,
    Scheme,
    /// With its port, as a header says it.
    HostHeader,
    /// Path and query.
    Target,
    Path,
    Query,
    Status,
    UserAgent,
    /// Who sent the request, as a proxy said it.
    Forwarded,
    /// Who sent the request.
    Client,
    Length,
    /// The server, whichever side this is.
    Host,
    Port,
    /// The address of the other side.
    PeerAddress,
    PeerService,
    Destination,
    DbSystem,
    DbConnection,
    DbName,
    DbStatement,
    DbUser,
    RpcSystem,
    RpcService,
    RpcMethod,
    AwsService,
    AwsOperation,
    AwsRegion,
    AwsAccount,
    AwsRequest,
    AwsQueue,
    AwsTable,
    User,
}

const FACTS: usize = Fact::User as usize + 1;

/// What a tag of this name tells; `server`: whether the span is the server's side.
fn fact(key: &str, server: bool) -> Option<Fact> {
    Some(match key {
        "http.request.method" | "http.method" => Fact::Method,
        "url.full" | "http.url" => Fact::Url,
        "url.scheme" | "http.scheme" => Fact::Scheme,
        "http.host" => Fact::HostHeader,
        "http.target" => Fact::Target,
        "url.path" => Fact::Path,
        "url.query" => Fact::Query,
        "http.response.status_code" | "http.status_code" => Fact::Status,
        "user_agent.original" | "http.user_agent" => Fact::UserAgent,
        "http.client_ip" => Fact::Forwarded,
        "client.address" if server => Fact::Client,
        "http.response.body.size" | "http.response_content_length" => Fact::Length,
        "server.address" => Fact::Host,
        "server.port" => Fact::Port,
        "net.host.name" | "http.server_name" if server => Fact::Host,
        "net.host.port" if server => Fact::Port,
        "net.peer.name" | "peer.hostname" if !server => Fact::Host,
        "net.peer.port" | "peer.port" if !server => Fact::Port,
        "network.peer.address" | "net.sock.peer.addr" | "net.peer.ip" | "peer.ipv4" | "peer.ipv6" => Fact::PeerAddress,
        "peer.service" => Fact::PeerService,
        "messaging.destination.name" | "messaging.destination" | "message_bus.destination" => Fact::Destination,
        "db.system.name" | "db.system" | "db.type" => Fact::DbSystem,
        "db.connection_string" => Fact::DbConnection,
        "db.namespace" | "db.name" | "db.instance" => Fact::DbName,
        "db.query.text" | "db.statement" => Fact::DbStatement,
        "db.user" => Fact::DbUser,
        "rpc.system.name" | "rpc.system" => Fact::RpcSystem,
        "rpc.service" => Fact::RpcService,
        "rpc.method" => Fact::RpcMethod,
        "aws.service" => Fact::AwsService,
        "aws.operation" => Fact::AwsOperation,
        "aws.region" => Fact::AwsRegion,
        "aws.account_id" => Fact::AwsAccount,
        "aws.request_id" | "aws.requestId" => Fact::AwsRequest,
        "aws.queue_url" | "aws.queue.url" | "messaging.url" => Fact::AwsQueue,
        "aws.table_name" | "aws.table.name" => Fact::AwsTable,
        "enduser.id" => Fact::User,
        _ => return None,
    })
}

/// What the tags of a span tell, and which of it has been said in full.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    server: bool,
    /// The first tag that tells it.
    told: [Option<(&'a str, ValueRef<'a>)>; FACTS],
    said: u64,
}

impl<'a> Facts<'a> {
    #[inline]
    pub(super) fn of(view: SpanView<'a>) -> Self {
        let server = matches!(view.kind(), Kind::Server | Kind::Consumer);
        let mut facts = Facts { server, told: [None; FACTS], said: 0 };
        view.tags().for_each(|(key, value)| {
            if let Some(fact) = fact(key, server) {
                facts.told[fact as usize].get_or_insert((key, value));
            }
        });
        facts
    }

    /// Whether the span is the side that is called.
    pub(super) fn is_server(&self) -> bool {
        self.server
    }

    /// A text that is not empty.
    pub(super) fn text(&self, fact: Fact) -> Option<&'a str> {
        match self.told[fact as usize] {
            Some((_, ValueRef::Str(text))) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A whole number; OpenTracing has them as text too.
    pub(super) fn number(&self, fact: Fact) -> Option<u64> {
        match self.told[fact as usize]?.1 {
            ValueRef::U64(number) => Some(number),
            ValueRef::I64(number) => number.try_into().ok(),
            ValueRef::Str(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Remembers that this is written down in full.
    pub(super) fn say(&mut self, fact: Fact) {
        self.said |= 1_u64 << fact as u64;
    }

    /// Whether this tag is written down in full elsewhere.
    #[inline]
    pub(super) fn is_said(&self, key: &str) -> bool {
        self.said != 0
            && fact(key, self.server).is_some_and(|fact| {
                self.said >> fact as u64 & 1 == 1 && self.told[fact as usize].is_some_and(|(first, _)| first == key)
            })
    }
}
