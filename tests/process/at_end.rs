//! What is to happen at the end happens once, with final counts, also where the program exits with the handle in its hands.

use std::process::Command;

use traced::{export::Memory, traced};

#[traced]
fn work() {}

/// A child: exits from within, and what it does at the end panics after it has spoken.
#[test]
#[ignore = "a child of the other"]
fn child() {
    let say = || {
        println!("<{}>", traced::account());
        panic!("nobody is there to see it");
    };
    let _tracing =
        traced::builder().exporter(Memory::new()).at_end(|| println!("replaced")).at_end(say).install().unwrap();
    let _open = traced::Span::builder("open").start();
    work();
    std::process::exit(7);
}

#[test]
fn the_end_is_told_once_however_it_comes() {
    let mut child = Command::new(std::env::current_exe().unwrap());
    let output = child.args(["--exact", "child", "--ignored", "--nocapture"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(7), "{output:?}");
    // Without rules nobody counts what places bring.
    let told = "<1 place\n2 created, 1 exported, 1 dropped (1 unfinished)>";
    assert_eq!((text.matches(told).count(), text.contains("replaced")), (1, false), "{text}");
}
