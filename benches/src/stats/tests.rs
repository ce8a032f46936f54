//! Medians of odd, even and empty samples.

use super::median;

#[test]
fn the_middle_one_or_the_mean_of_the_two_in_the_middle() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    assert_eq!(median(&[]), None);
}
