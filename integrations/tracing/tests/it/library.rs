//! A library that is instrumented with `tracing`, as it comes: h2, both ends of a connection.

use bytes::Bytes;
use h2::{client, server};
use http::{Request, Response};
use traced::{SpanData, testing::capture_async, traced};

use super::subscriber::{id, install, parent};

#[traced]
async fn answer(path: String) -> Bytes {
    tokio::task::yield_now().await;
    Bytes::from(format!("this is {path}"))
}

#[traced(skip_all)]
async fn serve(io: tokio::io::DuplexStream) {
    let mut connection = server::handshake(io).await.expect("the client speaks HTTP/2");
    while let Some(request) = connection.accept().await {
        let (request, mut respond) = request.expect("the request is sound");
        let body = answer(request.uri().path().to_owned()).await;
        let mut stream = respond.send_response(Response::new(()), false).expect("the client waits");
        stream.send_data(body, true).expect("the client waits");
    }
}

#[traced(skip_all)]
async fn ask(io: tokio::io::DuplexStream) -> Bytes {
    let (mut client, connection) = client::handshake(io).await.expect("the server speaks HTTP/2");
    let connection = tokio::spawn(traced::carry(connection));
    let request = Request::get("http://example.invalid/page").body(()).expect("the request is sound");
    let (response, _) = client.send_request(request, true).expect("the connection is open");
    let mut body = response.await.expect("the server answers").into_body();
    let mut text = Vec::new();
    while let Some(chunk) = body.data().await {
        text.extend(chunk.expect("the body arrives"));
    }
    drop((client, body));
    connection.await.expect("it does not panic").expect("the connection ends well");
    text.into()
}

#[test]
fn a_request_is_seen_from_both_ends() {
    install();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let run = runtime.block_on(capture_async(async {
        let (ours, theirs) = tokio::io::duplex(64 << 10);
        let server = tokio::spawn(serve(theirs));
        let text = ask(ours).await;
        server.await.expect("it does not panic");
        text
    }));
    assert_eq!(*run.value(), "this is /page");

    // As h2's source has them: `client_handshake` and `server_handshake` are made below whatever is current, `Connection` is a root, `poll`
    // is made inside `Connection`, and frames are read inside `poll`.
    assert_eq!(parent(&run, "client_handshake"), Some("ask"));
    assert_eq!(parent(&run, "server_handshake"), Some("serve"));
    let all = |name: &'static str| run.spans().iter().filter(move |span| span.name == name);
    let connections: Vec<&SpanData> = all("Connection").collect();
    let mut peers: Vec<_> = connections.iter().map(|span| span.tag("peer").unwrap().to_string()).collect();
    peers.sort();
    assert_eq!(peers, ["Client", "Server"]);
    assert!(connections.iter().all(|connection| connection.parent_id.is_none()));
    let is_below = |span: &SpanData, above: &[&SpanData]| {
        above.iter().any(|above| {
            span.parent_id == Some(above.context.span_id()) && span.context.trace_id() == above.context.trace_id()
        })
    };
    let polls: Vec<_> = all("poll").collect();
    assert!(!polls.is_empty() && polls.iter().all(|poll| is_below(poll, &connections)));
    let reads: Vec<_> = all("FramedRead::poll_next").filter(|read| is_below(read, &polls)).collect();
    assert!(!reads.is_empty());
    assert!(all("FramedRead::decode_frame").any(|decode| is_below(decode, &reads)));
    // And ours below theirs: none here but what the server was called for.
    assert_eq!(run.span("answer").parent_id, Some(id(&run, "serve")));
    assert_eq!(run.span("answer").tag("path"), Some(&"/page".into()));
    // Frames are told of in events.
    let frames = run.spans().iter().flat_map(|span| &span.logs).filter(|log| log.event() == Some("received"));
    assert!(frames.count() > 2);
}
