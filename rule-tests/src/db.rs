//! A module in a file of its own: its path is the file's.

use traced::traced;

#[traced]
pub fn query(text: &str) -> usize {
    text.len()
}

#[traced]
pub fn kept(text: &str) -> usize {
    text.len()
}
