//! What is said of the process, from resources that no test process has.

use serde_json::{Value as Json, json};
use traced_runtime::{Value, export::Resource};

use super::common::Common;

fn endpoint(address: Value) -> Json {
    let mut resource = Resource::default();
    resource.set("service.name", "shop \"1\"");
    resource.set("host.ip", address);
    let common = Common::of(&resource);
    let text = String::from_utf8(common.endpoint).unwrap();
    let object: Json = serde_json::from_str(&format!("{{{}}}", text.strip_prefix(',').unwrap())).unwrap();
    object["localEndpoint"].clone()
}

#[test]
fn the_address_is_the_first_of_each_kind() {
    assert_eq!(endpoint("192.0.2.1".into()), json!({"serviceName": "shop \"1\"", "ipv4": "192.0.2.1"}));
    let addresses = ["2001:db8::1", "x", "192.0.2.1", "192.0.2.2", "2001:db8::2"].map(Value::from);
    let expected = json!({"serviceName": "shop \"1\"", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1"});
    assert_eq!(endpoint(Value::List(addresses.to_vec())), expected);
    assert_eq!(endpoint(Value::from(5)), json!({"serviceName": "shop \"1\""}));
}

#[test]
fn attributes_of_the_resource_are_texts() {
    let mut resource = Resource::default();
    resource.set("service.name", "shop");
    resource
        .set("list", Value::List(vec![Value::from("a\"b"), Value::from(1), Value::List(vec![Value::from(f64::NAN)])]));
    resource.set("ratio", 0.5);
    let common = Common::of(&resource);
    let text = String::from_utf8(common.tags).unwrap();
    let tags: Json = serde_json::from_str(&format!("{{{}}}", text.strip_suffix(',').unwrap())).unwrap();
    assert_eq!((&tags["list"], &tags["ratio"]), (&json!(r#"["a\"b",1,["NaN"]]"#), &json!("0.5")));
    assert_eq!(tags.get("service.name"), None);
}
