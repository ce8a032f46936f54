//! `cargo traced expand`.

use std::{path::Path, process::Command};

use crate::support::{Said, command, copied, fixture, run, said, write};

/// With what this workspace is built of, so that nothing has to be fetched, and in a folder that stays.
fn expand(path: &str) -> Said {
    let folder = copied("annotated");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = std::fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
    write(folder.path(), "Cargo.toml", &manifest.replace("../../../..", &root.display().to_string()));
    std::fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let mut command: Command = command(folder.path(), &["expand", "--quiet", path]);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("expand");
    command.env("CARGO_TARGET_DIR", target).env("CARGO_NET_OFFLINE", "true").env_remove("TRACED_EXPAND_DIR");
    said(&mut command)
}

#[test]
fn functions_are_shown_as_the_macro_makes_them() {
    let said = expand("annotated::total");
    assert_eq!((said.code, &*said.err), (0, ""));
    assert!(
        said.out.starts_with("// annotated::total at src/lib.rs:6\npub fn total(price: u32, count: u32) -> u32 {\n"),
        "{}",
        said.out
    );
    assert!(said.out.contains("static __TRACED") && said.out.contains("price * count"), "{}", said.out);
    // The other function of that name is another.
    let said = expand("orders::total");
    assert!(said.out.contains("impl") && said.out.contains("prices.iter().sum()"), "{}", said.out);
    // Of an annotated `impl`, the one function.
    let said = expand("Order::place");
    assert!(said.out.contains("\nimpl Order {\n    pub fn place(&self) -> Result<u32, String> {\n"), "{}", said.out);
    assert!(said.out.contains("name: \"Order::place\"") && !said.out.contains("fn other"), "{}", said.out);
}

/// What `cargo traced build` would give it.
#[test]
fn functions_without_an_attribute_are_shown_as_they_would_be() {
    let said = expand("orders::plain");
    assert_eq!((said.code, &*said.err), (0, ""));
    assert!(
        said.out.starts_with("// annotated::orders::plain at src/orders.rs:23\npub fn plain() {\n"),
        "{}",
        said.out
    );
    assert!(said.out.contains("static __TRACED"), "{}", said.out);
}

#[test]
fn what_is_not_traced_stays_as_it_is() {
    let said = run(&fixture("annotated"), &["expand", "left_alone"]);
    assert_eq!(
        (said.code, &*said.err),
        (2, "error: annotated::orders::left_alone is not traced, and stays as it is: `#[traced(off)]`\n")
    );
    let said = run(&fixture("annotated"), &["expand", "total"]);
    assert_eq!(said.code, 2);
    assert_eq!(
        said.err,
        "error: `total` means more than one function:\n  annotated::total at src/lib.rs:6\n  annotated::orders::total at src/orders.rs:6\n"
    );
}
