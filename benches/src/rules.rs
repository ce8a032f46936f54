//! What it costs to apply rules: `cargo run --release -p traced-benches --bin rules`.
//!
//! A hundred rules, of all forms, decide about ten thousand functions, as they do where `traced.toml` is read or has changed.

use std::hint::black_box;

use traced_benches::clocks::thread_cpu;
use traced_benches::stats::median;
use traced_benches::table::{Table, number};
use traced_config::{Config, Kind, Site, Visibility};

const ROUNDS: usize = 15;
const RULES: usize = 100;
const FUNCTIONS: usize = 10_000;
/// Milliseconds.
const AIM: f64 = 20.0;

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

fn main() {
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
