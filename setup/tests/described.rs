//! What the file describes is what is installed; the environment goes before it; and what cannot be used is said.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use traced::traced;
use traced_setup::SetupError;

#[traced]
fn work(id: u32) -> u32 {
    id
}

#[traced]
fn says(text: &str) {
    traced::current().tag("said", text.to_owned());
}

/// A child: does what the file says, and prints what went wrong.
#[test]
#[ignore = "a child of the others"]
fn child() {
    match traced_setup::init() {
        Ok(_setup) => {
            work(7);
            says("abcdefghi");
        }
        Err(error) => {
            println!("refused: {error}");
            work(8);
        }
    }
}

/// A child that was told elsewhere where spans go.
#[test]
#[ignore = "a child of the others"]
fn child_with_its_own() {
    let own = traced_file::Exporter::to("own.jsonl").unwrap();
    let own = traced::builder().service("own").exporter(own).at_end(|| println!("its own end"));
    let setup = traced_setup::builder().runtime(own).exporters(false).install().unwrap();
    work(9);
    setup.shutdown(Duration::from_secs(60)).unwrap();
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("described").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(folder: &Path, variables: &[(&str, &str)]) -> Output {
    run_child("child", folder, variables)
}

fn run_child(name: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", name, "--ignored", "--nocapture"]).current_dir(folder);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OTEL_") || name.starts_with("TRACED")) {
        child.env_remove(name);
    }
    child.envs(variables.iter().copied()).output().unwrap()
}

const FILE: &str = r#"
service = "shop"
[resource]
"service.version" = "1.4.2"
shard = 7
[[exporter]]
kind = "file"
path = "spans.jsonl"
[capture]
value = "4 B"
text = 5
[[rule]]
match = "**::work"
set = { name = "{module}::{fn}" }
"#;

#[test]
fn the_file_describes_what_is_installed() {
    let folder = folder("file");
    fs::write(folder.join("traced.toml"), FILE).unwrap();
    let output = run(&folder, &[]);
    assert!(output.status.success(), "{output:?}");
    let spans = fs::read_to_string(folder.join("spans.jsonl")).unwrap();
    for part in [
        r#"{"key":"service.name","value":{"stringValue":"shop"}}"#,
        r#"{"key":"service.version","value":{"stringValue":"1.4.2"}}"#,
        r#"{"key":"shard","value":{"intValue":"7"}}"#,
        r#""name":"described::work""#,
        r#"{"key":"text","value":{"stringValue":"abcd"}}"#,
        r#"{"key":"said","value":{"stringValue":"abcde"}}"#,
    ] {
        assert!(spans.contains(part), "{part}: {spans}");
    }
}

#[test]
fn the_environment_goes_before_the_file() {
    let folder = folder("environment");
    fs::write(folder.join("other.toml"), FILE).unwrap();
    let named = ("TRACED_CONFIG", "other.toml");
    run(&folder, &[named, ("OTEL_SERVICE_NAME", "bank"), ("OTEL_RESOURCE_ATTRIBUTES", "shard=8")]);
    let spans = fs::read_to_string(folder.join("spans.jsonl")).unwrap();
    assert!(spans.contains(r#"{"stringValue":"bank"}"#) && !spans.contains("shop"), "{spans}");
    assert!(spans.contains(r#"{"key":"shard","value":{"stringValue":"8"}}"#), "{spans}");

    fs::remove_file(folder.join("spans.jsonl")).unwrap();
    run(&folder, &[named, ("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "7")]);
    let spans = fs::read_to_string(folder.join("spans.jsonl")).unwrap();
    assert_eq!(spans.matches(r#"{"stringValue":"abcdefg"}"#).count(), 2, "{spans}");

    fs::remove_file(folder.join("spans.jsonl")).unwrap();
    run(&folder, &[named, ("TRACED", "described::work=off")]);
    assert!(!fs::read_to_string(folder.join("spans.jsonl")).unwrap_or_default().contains("work"));
}

/// What the program names itself, and where it sends, stays; what else the file says holds.
#[test]
fn the_program_goes_before_the_file() {
    let folder = folder("program");
    fs::write(folder.join("traced.toml"), FILE).unwrap();
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense"), ("OTEL_SERVICE_NAME", "bank")];
    let output = run_child("child_with_its_own", &folder, &variables);
    assert!(output.status.success() && !folder.join("spans.jsonl").exists(), "{output:?}");
    let spans = fs::read_to_string(folder.join("own.jsonl")).unwrap();
    let parts = [r#"{"stringValue":"own"}"#, r#"{"stringValue":"1.4.2"}"#, r#""name":"described::work""#];
    assert!(parts.iter().all(|part| spans.contains(part)), "{spans}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("its own end"), "{output:?}");

    // What is said at the end is for the file to switch on and off.
    for (summary, is_said) in [("true", true), ("false", false)] {
        fs::write(folder.join("traced.toml"), format!("[guard]\nsummary = {summary}")).unwrap();
        let output = run_child("child_with_its_own", &folder, &[]);
        let said = String::from_utf8_lossy(&output.stderr).contains("traced: 1 created, 1 exported, 0 dropped");
        assert_eq!(said, is_said, "{output:?}");
        assert!(!String::from_utf8_lossy(&output.stdout).contains("its own end"), "{output:?}");
    }
}

#[test]
fn without_a_file_trees_go_to_standard_error() {
    let folder = folder("nothing");
    let output = run(&folder, &[("NO_COLOR", "1")]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("work id=7"), "{output:?}");
}

#[test]
fn what_cannot_be_used_is_said_and_the_program_goes_on() {
    let folder = folder("mistakes");
    for (text, said) in [
        ("service = 7", "traced.toml:1:11: `service`: found the number 7, accepted is text"),
        ("[[exporter]]\nkind = \"otlp\"\nendpoint = \"ftp://x\"", "traced.toml:1:1: endpoint: found \"ftp://x\""),
        (
            "[[exporter]]\nkind = \"jaeger\"\nagent = \"x\"",
            "traced.toml:1:1: agent: found \"x\", accepted is `host:port`",
        ),
        ("[buffer]\nbytes = 1", "buffer_bytes"),
    ] {
        fs::write(folder.join("traced.toml"), text).unwrap();
        let output = run(&folder, &[]);
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && out.contains("refused: ") && out.contains(said), "{said}: {output:?}");
    }
    let missing = traced_setup::builder().file(folder.join("missing.toml")).install().unwrap_err();
    assert!(matches!(missing, SetupError::Config(_)) && missing.to_string().contains("missing.toml"), "{missing}");
    assert_eq!(format!("{missing:?}"), missing.to_string(), "as `main` shows its errors");
}
