//! A file that is written while the program sets tracing up: what was written holds, though the watch came too late to see it.

use std::{fs, sync::mpsc::channel, time::Duration};

use traced::traced;

#[traced]
fn work() {}

#[test]
fn what_is_written_before_the_watch_stands_holds() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("early");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("traced.toml");
    let exporter = "[[exporter]]\nkind = \"summary\"\n";
    fs::write(&file, format!("{exporter}[[rule]]\nmatch = \"nothing\"\nset = {{ enabled = true }}\n")).unwrap();
    let (say, reports) = channel();
    let own = file.clone();
    // Between reading and watching it is said that the rule is about nothing.
    let report = move |line: &str| {
        if line.contains("no instrumented function matches") {
            fs::write(&own, format!("{exporter}[[rule]]\nmatch = \"**::work\"\nset = {{ enabled = false }}\n"))
                .unwrap();
        }
        say.send(line.to_owned()).unwrap();
    };
    let _setup = traced_setup::builder().file(&file).report(report).install().unwrap();
    let wait = || reports.recv_timeout(Duration::from_secs(60)).expect("it is reported");
    while !wait().contains("the rules were applied") {}
    work();
    assert!(traced::callsites().all(|place| !place.is_enabled()));
}
