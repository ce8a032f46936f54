//! A file that changes while the program runs: its rules hold anew, at once and as a whole, and a broken one changes nothing.

use std::{
    fs,
    path::PathBuf,
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use traced::{Callsite, traced};

#[traced]
fn order(n: u32) -> u32 {
    stock(n)
}

#[traced]
fn stock(n: u32) -> u32 {
    n
}

fn place(function: &str) -> &'static Callsite {
    traced::callsites().find(|place| place.function() == function).unwrap()
}

fn enabled() -> [bool; 2] {
    ["order", "stock"].map(|function| place(function).is_enabled())
}

/// The next report that has this in it.
fn told(reports: &Receiver<String>, what: &str) -> String {
    loop {
        let report = reports.recv_timeout(Duration::from_secs(60)).expect("it is reported");
        if report.contains(what) {
            return report;
        }
    }
}

#[test]
fn rules_follow_the_file() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reload");
    fs::create_dir_all(&folder).unwrap();
    let (file, spans) = (folder.join("traced.toml"), folder.join("spans.jsonl"));
    let _ = fs::remove_file(&spans);
    let exporter = "service = \"shop\"\n[[exporter]]\nkind = \"file\"\npath = \"spans.jsonl\"\n";
    let write = |rules: &str| fs::write(&file, format!("{exporter}{rules}")).unwrap();
    let off = |function: &str| format!("[[rule]]\nmatch = \"**::{function}\"\nset = {{ enabled = false }}\n");

    write(&off("stock"));
    let (say, reports) = channel();
    let report = move |line: &str| say.send(line.to_owned()).unwrap();
    let setup = traced_setup::builder().file(&file).report(report).install().unwrap();
    assert!(setup.is_watched());
    assert_eq!(enabled(), [true, false]);
    assert_eq!(place("stock").decision().unwrap().by, format!("{}:5:1", file.display()));
    order(1);

    write(&off("order"));
    told(&reports, "the rules were applied");
    assert_eq!(enabled(), [false, true]);
    order(2);

    // A file as an editor leaves it half-way, and one with a rule that nobody understands.
    for (broken, what) in [
        ("[[rule]]\nmatch = \"**", ":6:12: found"),
        ("[[rule]]\nmatch = \"**\"\nset = { enabeld = false }", "did you mean `enabled`?"),
    ] {
        write(broken);
        told(&reports, what);
        told(&reports, "what held before holds");
        assert_eq!(enabled(), [false, true]);
    }
    // As whoever writes it anew leaves it for a moment.
    fs::write(&file, "").unwrap();
    told(&reports, "found nothing, accepted is TOML");
    told(&reports, "what held before holds");
    assert_eq!(enabled(), [false, true]);
    fs::remove_file(&file).unwrap();
    told(&reports, "what held before holds");
    assert_eq!(enabled(), [false, true]);
    order(3);

    // Written elsewhere and moved there, as many editors do; and a rule that is about nothing.
    let aside = folder.join("aside");
    let none = "[[rule]]\nmatch = \"shpo::orders\"\nset = { enabled = true }\n";
    fs::write(&aside, format!("{exporter}{none}")).unwrap();
    fs::rename(&aside, &file).unwrap();
    assert!(
        told(&reports, "no instrumented function").contains(":5:1: no instrumented function matches `shpo::orders`")
    );
    told(&reports, "the rules were applied");
    assert_eq!(enabled(), [true, true]);
    order(4);

    // By hand, and nothing new.
    assert_eq!(traced_setup::reload(), Ok(false));
    setup.shutdown(Duration::from_secs(60)).unwrap();
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported), (5, 5), "{stats:?}");
    let text = fs::read_to_string(&spans).unwrap();
    let count = |name: &str| text.matches(&format!("\"name\":\"{name}\"")).count();
    assert_eq!((count("order"), count("stock")), (2, 3), "{text}");
}
