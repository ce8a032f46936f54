//! Rules, attributes and obstacles together decide.

use cargo_traced::{
    scan::{Function, Obstacle, Scan},
    select::{State, built_in, select},
};
use traced_config::Config;

use crate::support::scanned;

fn state(config: &Config, scan: &Scan, path: &str) -> State {
    let is_it = |function: &&Function| function.path() == format!("web_shop::{path}");
    select(config, scan.functions.iter().find(is_it).expect("the fixture has it")).state
}

#[test]
fn without_a_file_everything_is_traced_that_can_be() {
    let (config, scan) = (built_in(), scanned("shop", false));
    for (path, expected) in [
        ("begin", State::ByRule),
        ("fixed", State::Obstacle(Obstacle::Const)),
        ("orders::Order::place", State::ByRule),
        ("orders::Order::id", State::Obstacle(Obstacle::Getter)),
        ("orders::parts::annotated", State::ByAttribute),
        ("orders::parts::left_alone", State::Off),
        ("orders::parts::Cart::add", State::ByAttribute),
        ("orders::parts::Cart::size", State::Obstacle(Obstacle::Getter)),
        // Its own attribute asks for what bulk mode would pass over.
        ("orders::parts::Cart::asked_for", State::ByAttribute),
    ] {
        assert_eq!(state(&config, &scan, path), expected, "{path}");
    }
}

#[test]
fn rules_switch_on_what_has_no_attribute_and_off_what_has() {
    let text = "rule = [
        { match = \"web_shop::orders\", set = { enabled = true } },
        { match = \"Order::place\", set = { enabled = false } },
        { match = \"web-shop::orders::parts\", set = { enabled = false, compile = true } },
        { match = \"Cart::alone\", set = { enabled = true } },
    ]";
    let (config, scan) = (Config::parse("traced.toml", text).unwrap(), scanned("shop", false));
    for (path, expected) in [
        ("begin", State::Unnamed),
        ("fixed", State::Unnamed),
        ("orders::Total::twice", State::ByRule),
        ("orders::Order::quick", State::Obstacle(Obstacle::InlineAlways)),
        ("orders::Order::place", State::RuledOut { compiled_out: false }),
        ("orders::parts::annotated", State::RuledOut { compiled_out: true }),
        ("orders::parts::left_alone", State::Off),
        // The attribute on a method does not see the type around it, so the rule does not either.
        ("orders::parts::Cart::alone", State::RuledOut { compiled_out: true }),
    ] {
        assert_eq!(state(&config, &scan, path), expected, "{path}");
    }
}
