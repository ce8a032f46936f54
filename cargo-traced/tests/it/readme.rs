//! The examples of the crate's page say what the program says.

use std::path::Path;

use crate::support::{copied, fixture, run};

/// What is between quotes is one argument.
fn arguments(line: &str) -> Vec<&str> {
    let parts = line.split('\'').enumerate();
    parts.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
}

/// Whether all lines are there, in their order, with only such between them as `...` stands for.
fn is_shown(shown: &str, said: &str) -> Result<(), String> {
    let mut lines = said.lines();
    let mut may_skip = false;
    for expected in shown.lines() {
        if expected == "..." {
            may_skip = true;
            continue;
        }
        let found = if may_skip { lines.any(|line| line == expected) } else { lines.next() == Some(expected) };
        if !found {
            return Err(expected.to_owned());
        }
        may_skip = false;
    }
    match lines.next() {
        Some(more) if !may_skip => Err(more.to_owned()),
        _ => Ok(()),
    }
}

#[test]
fn the_examples_are_what_is_said() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let blocks: Vec<_> = page.split("```console\n$ cargo traced ").skip(1).collect();
    assert!(blocks.len() >= 7, "only {} examples", blocks.len());
    for block in blocks {
        let (line, rest) = block.split_once('\n').unwrap();
        let (shown, _) = rest.split_once("```").unwrap();
        let folder = copied("shop");
        std::fs::create_dir(folder.path().join("traces")).unwrap();
        for file in ["one.jsonl", "two.jsonl"] {
            std::fs::copy(fixture("traces").join(file), folder.path().join("traces").join(file)).unwrap();
        }
        // The first is for a workspace that has none.
        if !line.starts_with("init") {
            std::fs::copy(fixture("rules.toml"), folder.path().join("traced.toml")).unwrap();
        }
        let said = run(folder.path(), &arguments(line));
        let both = said.out + &said.err;
        is_shown(shown, &both).unwrap_or_else(|line_of| panic!("{line}: `{line_of}` differs in\n{both}"));
    }
}

#[test]
fn every_command_is_on_the_page() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for name in crate::command_line::COMMANDS {
        let has_heading =
            page.lines().any(|line| line.starts_with("## ") && line.split([' ', ',']).any(|word| word == name));
        assert!(has_heading, "{name} has no section");
    }
}
