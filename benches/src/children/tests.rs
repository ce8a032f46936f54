//! What children print is read back.

use super::parse;

#[test]
fn figures_are_read_and_the_rest_is_passed_over() {
    let figures = parse("thread 1.5\nsome words here\nprocess 12\n");
    assert_eq!(figures.get("thread"), Some(&1.5));
    assert_eq!(figures.get("process"), Some(&12.0));
    assert_eq!(figures.len(), 2);
}
