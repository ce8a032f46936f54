//! The page of all keys says what is read.

use std::{fmt::Write as _, path::Path};

use traced_config::{Exporter, KEYS};

const BEGIN: &str =
    "<!-- keys: written by the tests of cargo-traced with UPDATE_EXPECT=1, from config/src/keys.rs -->\n";
const END: &str = "<!-- end of keys -->\n";

fn tables() -> String {
    let mut text = String::new();
    let mut before = None;
    for key in KEYS.iter() {
        if before.replace(key.table) != Some(key.table) {
            let title = match key.table {
                "" => "At the top".to_owned(),
                "exporter" => "`[[exporter]]`".to_owned(),
                "rule" => "`[[rule]]`".to_owned(),
                inside if inside.starts_with("rule.") => format!("`{}` of a rule", &inside[5..]),
                table => format!("`[{table}]`"),
            };
            let _ = write!(text, "\n### {title}\n\n| key | takes | default | what it is for |\n|---|---|---|---|\n");
        }
        let default = if key.default.is_empty() { "as below" } else { key.default };
        let about = match exporters(key.name) {
            Some(kinds) if key.table == "exporter" => format!("{} Of {kinds}.", key.about),
            _ => key.about.to_owned(),
        };
        let _ = writeln!(text, "| `{}` | {} | {default} | {about} |", key.name, key.takes);
    }
    text + "\n"
}

/// The exporters that have an option.
fn exporters(option: &str) -> Option<String> {
    let kinds: Vec<_> = Exporter::KINDS
        .iter()
        .filter(|kind| Exporter::options(kind).any(|name| name == option))
        .map(|kind| format!("`{kind}`"))
        .collect();
    (!kinds.is_empty()).then(|| kinds.join(", "))
}

#[test]
fn every_key_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/README.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for them");
    let (written, after) = rest.split_once(END).expect("and it ends");
    let tables = tables();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{tables}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(written, tables, "config/README.md is out of date: see there");
}

/// The example on the page can be copied.
#[test]
fn the_example_can_be_used() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/README.md")).unwrap();
    let examples: Vec<_> =
        page.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(text, _)| text).collect();
    assert!(!examples.is_empty());
    for text in examples {
        traced_config::Config::parse("traced.toml", text).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"));
    }
}
