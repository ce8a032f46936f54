//! A resource has each key once.

use super::*;

#[test]
fn the_last_value_of_a_key_wins_in_its_first_place() {
    let mut resource = Resource::default();
    resource.set("a", 1);
    resource.set("b", "x");
    resource.set(String::from("a"), 2);
    assert_eq!(resource.iter().collect::<Vec<_>>(), [("a", &Value::I64(2)), ("b", &Value::from("x"))]);
    assert_eq!((resource.get("a"), resource.get("c")), (Some(&Value::I64(2)), None));
}
