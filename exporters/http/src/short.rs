//! What a receiver said, as messages show it.

/// The longest message that is passed on.
const SHOWN: usize = 200;

/// The beginning, on one line, without anything that a terminal would obey; nothing of what is not text.
#[must_use]
pub fn short(text: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(text) else { return String::new() };
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut line = words.collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(SHOWN) {
        line.truncate(cut);
        line.push_str("..");
    }
    line
}
