//! Each refusal of the macro has a case that shows what the compiler says.

use super::source::{code, read, root};

#[test]
fn every_check_has_a_ui_test_of_its_name() {
    let text = code(&read("macros/src/check.rs"));
    let checks = text.match_indices("fn check_").map(|(at, _)| text[at + 3..].split('(').next().unwrap_or_default());
    // These only call others.
    let groups = ["check_arguments", "check_function", "check_bulk"];
    let conflict = root().join("ui-tests/fail/conflict");
    let missing: Vec<_> =
        checks.filter(|name| !groups.contains(name) && !conflict.join(format!("{name}.rs")).exists()).collect();
    assert!(missing.is_empty(), "no file in ui-tests/fail/conflict for {missing:?}");
}
