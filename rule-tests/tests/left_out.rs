//! What rules with `compile = true` switch off is not there: no place in the registry, and the machine code of the plain function.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

use traced_rule_tests::{bulk, db, pay, quiet, same};

#[test]
fn what_is_left_out_is_no_place() {
    // Whatever is used is linked.
    let all = pay(1, "x") + quiet(1) + bulk::Store.load(1) + bulk::Store.save(1) + bulk::inner::deep(1);
    assert!(all + bulk::inner::other(1) > 0 && db::query("x") == db::kept("x") && same(&[1], 2).is_ok());
    let places: BTreeSet<_> = traced::callsites().map(|place| place.function()).collect();
    let mut wanted = BTreeSet::from(["pay", "quiet", "save", "other", "kept"]);
    if cfg!(feature = "annotated") {
        assert!(!places.contains("same"));
    }
    wanted.retain(|name| !places.contains(name));
    assert_eq!(wanted, BTreeSet::new(), "of {places:?}");
    for name in ["load", "deep", "query", "same"] {
        assert!(!places.contains(name), "{name}: {places:?}");
    }
}

#[test]
fn what_redact_names_is_redacted() {
    let run = traced::testing::capture(|| pay(3, "DE02"));
    assert_eq!(run.tree(), "pay cents=3 iban=[redacted]\n");
}

/// The lines of a function in the assembly of this crate.
fn assembly(annotated: bool, target: &Path) -> Vec<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["rustc", "--quiet", "--locked", "--offline", "--release", "--lib"]);
    if annotated {
        cargo.args(["--features", "annotated"]);
    }
    cargo.args(["--", "--emit", "asm", "-C", "codegen-units=1"]);
    let status = cargo.env("CARGO_TARGET_DIR", target).current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap();
    assert!(status.success());
    let newest = std::fs::read_dir(target.join("release/deps")).unwrap().map(|entry| entry.unwrap().path());
    let newest = newest.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("traced_rule_tests") && name.ends_with(".s")
    });
    let newest: PathBuf = newest.max_by_key(|path| path.metadata().unwrap().modified().unwrap()).unwrap();
    let text = std::fs::read_to_string(newest).unwrap();
    let body = text.lines().skip_while(|line| *line != "same:").skip(1);
    // Labels are numbered over the whole file, and symbols have the crate's hash.
    let plain = |line: &str| {
        let line = line.trim().split('#').next().unwrap_or_default().trim_end().to_owned();
        let words = line.split_inclusive([' ', '\t', ',', '(', ')', '@']);
        words
            .map(|word| if word.contains(".L") || word.contains("_R") || word.contains("_ZN") { "X" } else { word })
            .collect()
    };
    body.take_while(|line| !line.contains(".cfi_endproc")).map(plain).collect()
}

#[test]
fn the_machine_code_is_that_of_the_plain_function() {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("assembly");
    let plain = assembly(false, &target);
    let left_out = assembly(true, &target);
    assert!(plain.len() > 20, "{plain:#?}");
    assert_eq!(plain, left_out);
}
