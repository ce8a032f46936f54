//! Tables line up, numbers keep three digits.

use super::{Table, number};

#[test]
fn a_table_lines_up() {
    let mut table = Table::new(&["case", "ns"]);
    table.row(vec!["off".into(), "0.5".into()]);
    assert_eq!(table.to_string(), "| case |  ns |\n|------|----:|\n| off  | 0.5 |\n");
}

#[test]
fn numbers_keep_the_digits_that_mean_something() {
    let texts = [0.0012, -0.001, 1.234, 12.34, 123.4, 12345.6].map(number);
    assert_eq!(texts, ["0.00", "0.00", "1.23", "12.3", "123", "12346"]);
}
