//! What it costs to apply rules: `cargo run --release -p traced-benches --bin rules`.
//!
//! A hundred rules, of all forms, decide about ten thousand functions, as they do where `traced.toml` is read or has changed. Then a function is
//! called that nothing is installed for, and that a rule has switched off.

use std::hint::black_box;

use traced::{Decision, traced};
use traced_benches::clocks::thread_cpu;
use traced_benches::stats::median;
use traced_benches::table::{Table, number};
use traced_config::{Config, Kind, Site, Visibility};

const ROUNDS: usize = 15;
const RULES: usize = 100;
const FUNCTIONS: usize = 10_000;
/// Milliseconds.
const AIM: f64 = 20.0;
const CALLS: u32 = 5_000_000;
/// Nanoseconds.
const AIM_OFF: f64 = 0.6;

/// Modules, types, names with stars, exclusions, conditions: as many of each.
fn rules() -> Config {
    let form = |n: usize| match n % 5 {
        0 => format!("match = \"shop::part{n}\"\nset = {{ args = \"scalars\" }}"),
        1 => format!("match = \"shop::part{n}::**\"\nwhere = {{ async = true }}\nset = {{ min_duration = \"1ms\" }}"),
        2 => format!("match = \"Type{n}::get_*\"\nset = {{ enabled = false }}"),
        3 => format!("match = [\"**::inner::step_{n}\", \"!shop::part1\"]\nset = {{ sample = 0.5 }}"),
        _ => format!(
            "match = \"crate::part{n}\"\nwhere = {{ name = \"!fmt|!drop\" }}\nset = {{ max_rate = \"1000/s\" }}"
        ),
    };
    let text = (0..RULES).map(|n| format!("[[rule]]\n{}\n", form(n))).collect::<Vec<_>>().concat();
    Config::parse("rules", &text).expect("these are rules")
}

#[inline(never)]
fn plain(n: u64) -> u64 {
    black_box(n)
}

#[inline(never)]
#[traced]
fn instrumented(n: u64) -> u64 {
    black_box(n)
}

/// Nanoseconds that a call takes longer than a plain one.
fn added() -> f64 {
    let time = |call: fn(u64) -> u64| {
        let before = thread_cpu();
        for n in 0..CALLS {
            black_box(black_box(call)(n.into()));
        }
        thread_cpu().saturating_sub(before).as_secs_f64() * 1e9 / f64::from(CALLS)
    };
    let rounds: Vec<_> = (0..ROUNDS).map(|_| time(instrumented) - time(plain)).collect();
    median(&rounds).unwrap_or(f64::NAN)
}

fn switched_off() {
    let mut table = Table::new(&["a call", "ns more than plain", "aim: met"]);
    let mut row = |what: &str| {
        let added = added();
        let met = if added <= AIM_OFF { "yes" } else { "no" };
        table.row(vec![what.to_owned(), number(added), format!("<= {AIM_OFF} ns: {met}")]);
    };
    row("nothing installed");
    let tracing = traced::builder().install().expect("nothing was installed");
    traced::apply_rules(|_| Decision { enabled: false, ..Decision::default() });
    row("switched off by a rule");
    drop(tracing);
    print!("{table}");
}

fn main() {
    applied();
    switched_off();
}

fn applied() {
    let config = rules();
    let functions: Vec<_> = (0..FUNCTIONS)
        .map(|n| (format!("shop::part{}::inner", n % 200), format!("Type{}", n % 300), format!("step_{}", n % 50)))
        .collect();
    let apply = || {
        let mut set = 0;
        for (n, (module, owner, function)) in functions.iter().enumerate() {
            let owner = if n % 2 == 0 { owner } else { "" };
            let (is_async, visibility, kind) = (n % 3 == 0, Visibility::Public, Kind::Function);
            let site = Site { module, owner, function, is_async, visibility, kind };
            set += usize::from(!config.rules.decide(black_box(&site)).settings.is_empty());
        }
        set
    };
    let set = apply();
    assert!(set > FUNCTIONS / 4 && set < FUNCTIONS, "rules are about some of them: {set}");
    let rounds: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let before = thread_cpu();
            black_box(apply());
            thread_cpu().saturating_sub(before).as_secs_f64() * 1e3
        })
        .collect();
    let time = median(&rounds).unwrap_or(f64::NAN);
    let mut table = Table::new(&["rules to functions", "ms", "aim: met"]);
    let met = if time <= AIM { "yes" } else { "no" };
    table.row(vec![format!("{RULES} to {FUNCTIONS}"), number(time), format!("<= {AIM} ms: {met}")]);
    print!("{table}");
}
