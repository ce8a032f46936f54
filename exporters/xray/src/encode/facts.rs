//! The tags that X-Ray has fields for, under OpenTracing's names, OpenTelemetry's and its older ones.

use traced_runtime::{Kind, ValueRef, export::SpanView};

/// What a tag tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// The first tag that tells each; most spans have few, and no room is taken for none.
    told: Vec<Told<'a>>,
}

#[derive(Debug)]
struct Told<'a> {
    fact: Fact,
    key: &'a str,
    value: ValueRef<'a>,
    said: bool,
}

impl<'a> Facts<'a> {
    #[inline]
    pub(super) fn of(view: SpanView<'a>) -> Self {
        let server = matches!(view.kind(), Kind::Server | Kind::Consumer);
        let mut facts = Facts { server, told: Vec::new() };
        view.tags().for_each(|(key, value)| {
            if let Some(fact) = fact(key, server).filter(|fact| facts.find(*fact).is_none()) {
                facts.told.push(Told { fact, key, value, said: false });
            }
        });
        facts
    }

    #[inline]
    fn find(&self, fact: Fact) -> Option<&Told<'a>> {
        self.told.iter().find(|told| told.fact == fact)
    }

    /// Whether the span is the side that is called.
    pub(super) fn is_server(&self) -> bool {
        self.server
    }

    /// A text that is not empty.
    #[inline]
    pub(super) fn text(&self, fact: Fact) -> Option<&'a str> {
        match self.find(fact)?.value {
            ValueRef::Str(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A whole number; OpenTracing has them as text too.
    #[inline]
    pub(super) fn number(&self, fact: Fact) -> Option<u64> {
        match self.find(fact)?.value {
            ValueRef::U64(number) => Some(number),
            ValueRef::I64(number) => number.try_into().ok(),
            ValueRef::Str(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Remembers that this is written down in full.
    pub(super) fn say(&mut self, fact: Fact) {
        if let Some(told) = self.told.iter_mut().find(|told| told.fact == fact) {
            told.said = true;
        }
    }

    /// Whether this tag is written down in full elsewhere.
    #[inline]
    pub(super) fn is_said(&self, key: &str) -> bool {
        self.told.iter().any(|told| told.said && told.key == key)
    }
}
