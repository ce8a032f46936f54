//! The console has colours where somebody looks at them, and none where it was asked not to.

use std::process::Command;

use traced::traced;

const CHILD: &str = "TRACED_TEST_PRINTS";

#[traced]
fn greets(name: &str) -> usize {
    name.len()
}

#[test]
fn child() {
    if std::env::var_os(CHILD).is_some() {
        let tracing = traced::init().unwrap();
        // What comes from users may not steer the terminal.
        greets("\u{1b}[31mred\u{7}");
        drop(tracing);
    }
}

fn printed(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(name);
    }
    let output =
        command.args(["--exact", "child", "--nocapture"]).env(CHILD, "1").envs(variables.iter().copied()).output();
    let text = String::from_utf8(output.unwrap().stderr).unwrap();
    assert!(text.contains("greets"), "{text}");
    text
}

#[test]
fn a_pipe_gets_plain_text() {
    assert!(!printed(&[]).contains('\u{1b}'));
}

#[test]
fn colours_can_be_asked_for() {
    let text = printed(&[("CLICOLOR_FORCE", "1")]);
    assert!(text.contains("\u{1b}["));
    assert!(!text.contains("\u{1b}[31mred"), "{text:?}");
    assert!(!text.contains('\u{7}'), "{text:?}");
}

#[test]
fn no_color_is_respected() {
    assert!(!printed(&[("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(!printed(&[("TERM", "dumb")]).contains('\u{1b}'));
}
