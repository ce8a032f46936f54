//! Each part in a process of its own: the same trees, across four services.

use std::{fs, process::Output};

use crate::{
    lines,
    support::{Folder, run_apart, shop},
    trees::{EXPECTED, tree},
};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(arguments: &[&str]) -> Output {
    shop().args(arguments).output().expect("the example starts")
}

/// Runs the shop, whose processes speak these formats to each other.
fn check_trees(formats: &str) {
    let folder = Folder::new(&formats.replace(',', "-"));
    let told =
        run_apart(shop().env("OTEL_PROPAGATORS", formats).args(["--to", &format!("file={}", folder.0.display())]));
    let mut traces = lines::read(&folder.0);
    for ((_, trace), (_, _, expected)) in told.iter().zip(EXPECTED) {
        let spans = traces.remove(trace).expect("the trace was written");
        assert_eq!(tree(&spans.iter().map(lines::Line::seen).collect::<Vec<_>>()), expected, "{formats}");
        assert!(spans.iter().all(|line| line.scope["name"] == "traced"));
    }
    assert!(traces.is_empty(), "{formats}: there are others: {traces:?}");
}

#[test]
fn each_request_is_one_tree_across_processes() {
    check_trees("tracecontext,baggage");
}

/// In headers, in gRPC's metadata, and in the row.
#[test]
fn so_it_is_in_all_formats_that_hold_a_whole_trace_id() {
    for formats in ["b3,baggage", "b3multi,baggage", "jaeger", "xray,baggage", "cloudtrace,baggage"] {
        check_trees(formats);
    }
}

/// What cannot be done is said, with what can.
#[test]
fn arguments_that_are_not_understood() {
    for (arguments, says) in [
        (
            &["--to", "zipken"][..],
            r#"--to is "zipken": expected console, file, file=FOLDER, otlp, zipkin, jaeger, xray or none"#,
        ),
        (&["cellar"], r#"unknown role "cellar": expected stock, gateway, worker or client"#),
        (&["--too"], "invalid option '--too'"),
        (&["--processes", "stock"], "--processes starts all roles: leave the role out"),
    ] {
        let output = run(arguments);
        let error = text(&output.stderr);
        assert!(output.status.code() == Some(2) && error.contains(says) && error.contains("usage: "), "{error}");
    }
}

#[test]
fn nobody_has_to_look() {
    let output = run(&["--to", "none"]);
    let printed = text(&output.stdout);
    assert!(output.status.success());
    assert_eq!(printed.lines().count(), EXPECTED.len(), "no trees, and nowhere to look: {printed}");
}

/// What the command line says goes before the environment, and that before the file.
#[test]
fn the_file_says_where_spans_go_unless_somebody_else_does() {
    let folder = Folder::new("file-says");
    let config = folder.0.join("traced.toml");
    fs::write(&config, "[[exporter]]\nkind = \"file\"\npath = \"said.jsonl\"\n").expect("a file of our own");
    for (arguments, variable, is_used) in [
        (&[][..], "", true),
        (&[], "none", false),
        (&["--to", "none"], "console", false),
        (&["--to", "console"], "", false),
    ] {
        let mut command = shop();
        let output =
            command.args(arguments).env("OTEL_TRACES_EXPORTER", variable).env("TRACED_CONFIG", &config).output();
        let output = output.expect("the example starts");
        let (printed, written) = (text(&output.stdout), folder.0.join("said.jsonl"));
        assert!(output.status.success(), "{output:?}");
        assert_eq!(written.exists(), is_used, "{arguments:?}, {variable}");
        assert_eq!(printed.contains("where to look: where traced.toml sends it"), is_used, "{printed}");
        assert_eq!(printed.contains("Shelves::reserve"), arguments.contains(&"console"), "{printed}");
        let _ = fs::remove_file(written);
    }
    let output = shop().env("TRACED_CONFIG", "nowhere.toml").output().expect("the example starts");
    assert!(!output.status.success() && text(&output.stderr).contains("nowhere.toml"), "{output:?}");
}

#[test]
fn a_part_that_lacks_something_says_so() {
    for (arguments, says) in [
        (&["gateway", "--database", "nowhere"][..], "shop: gateway needs --stock URL\n"),
        (&["client"], "shop: client needs --gateway URL\n"),
        (&["worker"], "shop: worker needs --database FILE\n"),
    ] {
        let output = run(arguments);
        assert!(!output.status.success());
        assert_eq!(text(&output.stderr), says);
    }
}
