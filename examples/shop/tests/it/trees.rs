//! The tree that each scenario has to be, whoever shows it.

use std::collections::BTreeMap;

/// What the tests look at in a span.
#[derive(Clone, Debug)]
pub struct Seen {
    pub id: String,
    pub parent: Option<String>,
    pub service: String,
    pub name: String,
    /// Empty for what is internal.
    pub kind: String,
    pub start: u64,
    pub tags: BTreeMap<String, String>,
    /// Empty for what has returned.
    pub outcome: String,
}

/// The tags that trees show; ports and the like differ from run to run.
const SHOWN: [&str; 12] = [
    "boxes",
    "count",
    "error.type",
    "http.request.resend_count",
    "http.response.status_code",
    "item",
    "left",
    "order",
    "peer.service",
    "return",
    "rpc.grpc.status_code",
    "scenario",
];

/// A line a span: the service, and below whom it stands, what it is called and which kind it is, tags in the order of their keys, and how it
/// ended. Names in lower case, as Zipkin has no others. Spans whose parent is not among them are roots.
pub fn tree(spans: &[Seen]) -> String {
    let is_root = |span: &&Seen| spans.iter().all(|other| Some(&other.id) != span.parent.as_ref());
    let mut text = String::new();
    write(&mut text, spans, spans.iter().filter(is_root).collect(), 0);
    text
}

fn write(text: &mut String, spans: &[Seen], mut siblings: Vec<&Seen>, depth: usize) {
    siblings.sort_by_key(|span| (span.start, span.name.to_lowercase()));
    for span in siblings {
        let Seen { id, service, name, kind, tags, outcome, .. } = span;
        let name = name.to_lowercase();
        let mut words = vec![format!("{service:<9}{:indent$}{name}", "", indent = 2 * depth)];
        words.extend((!kind.is_empty()).then(|| kind.to_lowercase()));
        let shown = tags.iter().filter(|(key, _)| SHOWN.contains(&key.as_str()));
        words.extend(shown.map(|(key, value)| format!("{key}={value}")));
        words.extend((!outcome.is_empty()).then(|| format!("!{outcome}")));
        text.push_str(&words.join(" "));
        text.push('\n');
        write(text, spans, spans.iter().filter(|child| child.parent.as_ref() == Some(id)).collect(), depth + 1);
    }
}

/// The same where all services are one process.
pub fn without_services(tree: &str) -> String {
    tree.lines().map(|line| line[9..].to_owned() + "\n").collect()
}

/// The scenarios in the order in which they run: name, what the customer is told, tree.
pub const EXPECTED: [(&str, &str, &str); 6] = [
    ("success", "order 1 is accepted, 10 are left", SUCCESS),
    ("not found", "refused: 404 Not Found", NOT_FOUND),
    ("second try", "order 2 is accepted, 3 are left", SECOND_TRY),
    ("panic", "refused: 502 Bad Gateway", PANIC),
    ("timeout", "refused: 504 Gateway Timeout", TIMEOUT),
    ("client gone", "gone after the first line", CLIENT_GONE),
];

const SUCCESS: &str = "\
client   success
client     customer::order count=2 item=teapot
client       post client http.response.status_code=202 peer.service=gateway
gateway        post /orders server http.response.status_code=202
gateway          order count=2 item=teapot
gateway            reserve
gateway              shop.stock/reserve client peer.service=stock rpc.grpc.status_code=0
stock                  shop.stock/reserve server rpc.grpc.status_code=0
stock                    shelves::reserve count=2 item=teapot
stock                      store::take client count=2 item=teapot peer.service=store
stock                      more count=2 left=10
gateway            store::accept producer count=2 item=teapot peer.service=store
worker               pack consumer item=teapot order=1 scenario=success
worker                 boxes count=2 return=1
worker                 store::packed client boxes=1 order=1 peer.service=store
";

/// What the caller is to blame for is no failure of the servers' requests.
const NOT_FOUND: &str = "\
client   not found
client     customer::order count=1 item=unicorn !errored
client       post client error.type=404 http.response.status_code=404 peer.service=gateway !errored
gateway        post /orders server http.response.status_code=404
gateway          order count=1 item=unicorn !errored
gateway            reserve !errored
gateway              shop.stock/reserve client error.type=NOT_FOUND peer.service=stock rpc.grpc.status_code=5 !errored
stock                  shop.stock/reserve server rpc.grpc.status_code=5
stock                    shelves::reserve count=1 item=unicorn !errored
stock                      store::take client count=1 item=unicorn peer.service=store
";

/// The first try fails in every service, the second in none.
const SECOND_TRY: &str = "\
client   second try
client     customer::order count=3 item=kettle
client       post client error.type=503 http.response.status_code=503 peer.service=gateway !errored
gateway        post /orders server error.type=503 http.response.status_code=503 !errored
gateway          order count=3 item=kettle !errored
gateway            reserve !errored
gateway              shop.stock/reserve client error.type=UNAVAILABLE peer.service=stock rpc.grpc.status_code=14 !errored
stock                  shop.stock/reserve server error.type=UNAVAILABLE rpc.grpc.status_code=14 !errored
stock                    shelves::reserve count=3 item=kettle !errored
stock                      store::take client count=3 item=kettle peer.service=store
client       post client http.request.resend_count=1 http.response.status_code=202 peer.service=gateway
gateway        post /orders server http.response.status_code=202
gateway          order count=3 item=kettle
gateway            reserve
gateway              shop.stock/reserve client peer.service=stock rpc.grpc.status_code=0
stock                  shop.stock/reserve server rpc.grpc.status_code=0
stock                    shelves::reserve count=3 item=kettle
stock                      store::take client count=3 item=kettle peer.service=store
stock                      more count=3 left=3
gateway            store::accept producer count=3 item=kettle peer.service=store
worker               pack consumer item=kettle order=2 scenario=second try
worker                 boxes count=3 return=2
worker                 store::packed client boxes=2 order=2 peer.service=store
";

const PANIC: &str = "\
client   panic
client     customer::order count=0 item=teapot !errored
client       post client error.type=502 http.response.status_code=502 peer.service=gateway !errored
gateway        post /orders server error.type=502 http.response.status_code=502 !errored
gateway          order count=0 item=teapot !errored
gateway            reserve !errored
gateway              shop.stock/reserve client error.type=tonic::transport::error::Error peer.service=stock !errored
stock                  shop.stock/reserve server error.type=panic !panicked
stock                    shelves::reserve count=0 item=teapot !panicked
stock                      store::take client count=0 item=teapot peer.service=store
stock                      more count=0 left=10 !panicked
";

/// Who gave up has failed, and what it gave up was cancelled.
const TIMEOUT: &str = "\
client   timeout
client     customer::order count=1 item=piano !errored
client       post client error.type=504 http.response.status_code=504 peer.service=gateway !errored
gateway        post /orders server error.type=504 http.response.status_code=504 !errored
gateway          order count=1 item=piano !errored
gateway            reserve !errored
gateway              shop.stock/reserve client peer.service=stock !cancelled
stock                  shop.stock/reserve server !cancelled
stock                    shelves::reserve count=1 item=piano !cancelled
stock                      carry_up !cancelled
";

/// The streams are cut in each service; what had only begun them has returned.
const CLIENT_GONE: &str = "\
client   client gone
client     customer::watch item=teapot !cancelled
client       get client http.response.status_code=200 peer.service=gateway
gateway        get /stock/{item} server http.response.status_code=200 !cancelled
gateway          watch item=teapot
gateway            shop.stock/watch client peer.service=stock !cancelled
stock                shop.stock/watch server !cancelled
stock                  shelves::watch item=teapot
stock                  store::level client item=teapot peer.service=store
";
