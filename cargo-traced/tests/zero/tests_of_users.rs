//! `cargo traced test`: the same results.

use crate::support::{Workspace, manifest};

const LIB: &str = r#"/// ```
/// assert_eq!(tested::double(2), 4);
/// ```
pub fn double(n: u32) -> u32 { n * 2 }

/// ```should_panic
/// tested::fail();
/// ```
pub fn fail() { panic!("as it should") }

#[cfg(test)]
mod tests {
    #[test]
    fn doubles() { assert_eq!(super::double(3), 6); }

    #[test]
    fn fails_here() { assert_eq!(super::double(3), 7, "on purpose"); }

    #[test]
    #[should_panic(expected = "as it should")]
    fn fails() { super::fail(); }

    #[test]
    fn result() -> Result<(), String> { Err("not well".into()) }
}
"#;

const PROGRAM: &str = r#"#[test]
fn says_nothing_more() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tested")).env_clear().output().unwrap();
    assert_eq!((&output.stdout[..], &output.stderr[..]), (&b"8\n"[..], &b""[..]));
}
"#;

/// Without what differs from run to run.
fn results(text: &str) -> Vec<String> {
    let mut lines: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("test ") || line.contains("panicked at") || line.contains("not well"))
        .map(|line| line.split("; finished in").next().unwrap_or(line).to_owned())
        .map(|line| match line.split_once(") panicked") {
            Some((before, after)) => format!("{} panicked{after}", before.split(" (").next().unwrap_or(before)),
            None => line,
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn results_are_the_same() {
    let workspace = Workspace::new(&[
        ("Cargo.toml", &manifest("tested", "2021", "")),
        ("src/lib.rs", LIB),
        ("src/main.rs", "fn main() { println!(\"{}\", tested::double(4)); }\n"),
        ("tests/program.rs", PROGRAM),
    ]);
    let plain = workspace.cargo(&["test", "--no-fail-fast"]);
    let traced = workspace.traced(&["test", "--no-fail-fast"]);
    assert_eq!(plain.code, traced.code);
    assert_eq!(results(&plain.out), results(&traced.out), "{}\n{}", plain.out, traced.out);
    assert!(plain.out.contains("test says_nothing_more ... ok"), "{}", plain.out);
    assert!(plain.out.contains("src/lib.rs - double (line 1) ... ok"), "{}", plain.out);
}
