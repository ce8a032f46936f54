//! The examples of the X-Ray Developer Guide, "Segment documents", from tags that say the same.

use serde_json::{Value as Json, json};
use traced_runtime::{Kind, Span, Value};

use crate::fields::{here, one};

/// The document of a span of this kind with these tags; `below`: of one with a parent in this process.
fn with<const N: usize>(kind: Kind, below: bool, tags: [(&'static str, Value); N]) -> Json {
    one(|| {
        let builder = Span::builder("work").kind(kind);
        let mut builder = if below { builder.child_of(&here()) } else { builder };
        for (key, value) in tags {
            builder = builder.tag(key, value);
        }
        builder.start().finish();
    })
}

/// "HTTP request data": a segment.
#[test]
fn a_request_that_was_served() {
    let agent = "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:45.0) Gecko/20100101 Firefox/45.0";
    let expected = json!({
        "request": {
            "method": "POST", "client_ip": "78.255.233.48", "url": "http://www.example.com/api/user", "user_agent": agent,
            "x_forwarded_for": true,
        },
        "response": {"status": 200},
    });
    let found = with(
        Kind::Server,
        false,
        [
            ("http.method", "POST".into()),
            ("http.client_ip", "78.255.233.48".into()),
            ("http.url", "http://www.example.com/api/user".into()),
            ("http.user_agent", agent.into()),
            ("http.status_code", 200.into()),
            ("enduser.id", "12345".into()),
        ],
    );
    assert_eq!(found["http"], expected);
    assert_eq!(found["user"], "12345");
    assert_eq!(found["annotations"], json!({"operation": "work"}));
    // OpenTelemetry's names of now, as traced-tower has them; what the URL is made of is also there to be searched for.
    let found = with(
        Kind::Server,
        false,
        [
            ("http.request.method", "POST".into()),
            ("client.address", "78.255.233.48".into()),
            ("network.peer.address", "10.0.0.1".into()),
            ("url.scheme", "http".into()),
            ("server.address", "www.example.com".into()),
            ("url.path", "/api/user".into()),
            ("user_agent.original", agent.into()),
            ("http.response.status_code", 200.into()),
        ],
    );
    let mut expected = expected;
    expected["request"].as_object_mut().unwrap().remove("x_forwarded_for");
    assert_eq!(found["http"], expected);
    assert_eq!(
        found["annotations"],
        json!({
            "operation": "work", "network_peer_address": "10.0.0.1", "url_scheme": "http", "server_address": "www.example.com",
            "url_path": "/api/user",
        })
    );
}

/// "Subsegments", an HTTP call: named after the service that is called.
#[test]
fn a_request_that_was_sent() {
    let found = with(
        Kind::Client,
        true,
        [
            ("http.method", "GET".into()),
            ("http.url", "https://names.example.com/".into()),
            ("peer.hostname", "names.example.com".into()),
            ("http.response_content_length", (-1).into()),
            ("http.status_code", "200".into()),
        ],
    );
    assert_eq!(found["name"], "names.example.com");
    assert_eq!(found["namespace"], "remote");
    assert_eq!(
        found["http"],
        json!({"request": {"method": "GET", "url": "https://names.example.com/"}, "response": {"status": 200}})
    );
    assert_eq!(found["annotations"]["http_response_content_length"], -1);
}

#[test]
fn urls_are_put_together_and_cut() {
    let url = |tags: &[(&'static str, Value)]| {
        let found = one(|| {
            let mut builder = Span::builder("GET").child_of(&here()).kind(Kind::Client).tag("http.method", "GET");
            for (key, value) in tags {
                builder = builder.tag(*key, value.clone());
            }
            builder.start().finish();
        });
        found["http"]["request"]["url"].clone()
    };
    let text = |text: &str| Value::from(text.to_owned());
    assert_eq!(url(&[]), Json::Null);
    assert_eq!(
        url(&[("http.host", text("a.example:8080")), ("http.target", text("/x?y"))]),
        "http://a.example:8080/x?y"
    );
    for (scheme, port, expected) in [
        ("http", 80, "http://a.example/"),
        ("https", 443, "https://a.example/"),
        ("https", 80, "https://a.example:80/"),
        ("http", 8080, "http://a.example:8080/"),
    ] {
        let tags = [("url.scheme", text(scheme)), ("server.address", text("a.example")), ("server.port", port.into())];
        assert_eq!(url(&tags), expected);
    }
    let tags = [("peer.ipv6", text("2001:db8::7")), ("url.path", text("/x")), ("url.query", text("y=1"))];
    assert_eq!(url(&tags), "http://[2001:db8::7]/x?y=1");
    let long = format!("http://a.example/{}", "é".repeat(300));
    let cut: String = long.chars().take(250).collect();
    assert_eq!(url(&[("http.url", text(&long))]), cut);
    // All of it is there to be read.
    let found = with(Kind::Client, true, [("http.url", long.clone().into())]);
    assert_eq!(found["annotations"]["http_url"], long);
}

/// "SQL queries": the URL without a password, which the example has none of.
#[test]
fn a_query() {
    let host = "aawijb5u25wdoy.cpamxznpdoq8.us-west-2.rds.amazonaws.com";
    let query = "SELECT  *  FROM  customers  WHERE  customer_id=?;";
    let found = with(
        Kind::Client,
        true,
        [
            ("db.system", "postgresql".into()),
            ("db.connection_string", format!("jdbc:postgresql://dbuser:hunter2@{host}:5432/ebdb").into()),
            ("db.name", "ebdb".into()),
            ("db.user", "dbuser".into()),
            ("db.statement", query.into()),
        ],
    );
    assert_eq!(found["name"], format!("ebdb@{host}"));
    assert_eq!(found["namespace"], "remote");
    assert_eq!(
        found["sql"],
        json!({
            "url": format!("jdbc:postgresql://dbuser@{host}:5432/ebdb"), "database_type": "postgresql", "user": "dbuser",
            "sanitized_query": query,
        })
    );
    assert_eq!(found["annotations"], json!({"operation": "work", "db_name": "ebdb"}));
    assert!(!found.to_string().contains("hunter2"));
}

#[test]
fn no_database_tells_its_password() {
    for system in ["mongodb", "mysql", "unheard of"] {
        let connection = "x://shop:hunter2@db.example/orders;password=hunter2";
        let tags = [("db.system", Value::from(system)), ("db.connection_string", connection.into())];
        for kind in [Kind::Client, Kind::Server] {
            let text = with(kind, true, tags.clone()).to_string();
            assert!(text.contains("x://shop@db.example/orders") && !text.contains("hunter2"), "{text}");
        }
    }
}

#[test]
fn other_databases_keep_their_tags() {
    let tags = [("db.type", Value::from("redis")), ("db.statement", "GET k".into()), ("peer.service", "cache".into())];
    let found = with(Kind::Client, true, tags);
    assert_eq!((&found["sql"], &found["name"]), (&Json::Null, &json!("cache")));
    assert_eq!(
        found["annotations"],
        json!({"operation": "work", "db_type": "redis", "db_statement": "GET k", "peer_service": "cache"})
    );
}

/// "AWS resource data in subsegments": a call to a table.
#[test]
fn a_call_of_aws() {
    let found = with(
        Kind::Client,
        true,
        [
            ("rpc.system", "aws-api".into()),
            ("rpc.service", "DynamoDB".into()),
            ("rpc.method", "UpdateItem".into()),
            ("aws.table_name", "scorekeep-user".into()),
            ("aws.request_id", "3AIENM5J4ELQ3SPODHKBIRVIC3VV4KQNSO5AEMVJF66Q9ASUAAJG".into()),
            ("aws.region", "us-west-2".into()),
            ("http.response.status_code", 200.into()),
        ],
    );
    assert_eq!((&found["name"], &found["namespace"]), (&json!("DynamoDB"), &json!("aws")));
    assert_eq!(
        found["aws"],
        json!({
            "operation": "UpdateItem", "table_name": "scorekeep-user", "region": "us-west-2",
            "request_id": "3AIENM5J4ELQ3SPODHKBIRVIC3VV4KQNSO5AEMVJF66Q9ASUAAJG",
        })
    );
    assert_eq!(found["http"], json!({"response": {"status": 200}}));
}

#[test]
fn what_is_called_has_the_best_name_that_there_is() {
    for (tags, name) in [
        ([("peer.service", "stock"), ("rpc.service", "stock.Stock")], "stock"),
        ([("rpc.service", "stock.Stock"), ("server.address", "stock.example")], "stock.Stock"),
        ([("messaging.destination.name", "orders"), ("server.address", "mq.example")], "orders"),
        ([("http.host", "a.example:8080"), ("server.address", "b.example")], "a.example:8080"),
        ([("db.instance", "orders"), ("server.address", "db.example")], "orders@db.example"),
        ([("peer.ipv4", "192.0.2.7"), ("component", "x")], "192.0.2.7"),
        ([("component", "x"), ("peer.service", "")], "work"),
    ] {
        for kind in [Kind::Client, Kind::Producer] {
            let found = with(kind, true, tags.map(|(key, text)| (key, text.into())));
            assert_eq!(found["name"], name, "{tags:?}");
        }
        assert_eq!(with(Kind::Internal, true, tags.map(|(key, text)| (key, text.into())))["name"], "work");
    }
}
