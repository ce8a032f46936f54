//! How deep a parser would have to go, at most: it would overflow its stack in a file that no person has written.

/// What a bracket counts, in tokens.
const BRACKET: usize = 16;

/// The most tokens that can be around one: those before it, up to a `,` or `;` or the end of a block, and those before what they are in.
pub(super) fn depth(text: &str) -> usize {
    let (mut outer, mut here, mut most) = (Vec::new(), 0, 0);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (len, is_code) = token(rest, next);
        let (word, after) = rest.split_at(len);
        match next {
            _ if !is_code => {}
            '(' | '[' | '{' => {
                outer.push(here);
                here += BRACKET;
            }
            ')' | ']' | '}' => {
                here = outer.pop().unwrap_or(0) + 1;
                let goes_on = next != '}' || after.trim_start().starts_with("else");
                if !goes_on {
                    here = begin(&outer);
                }
            }
            ',' | ';' => here = begin(&outer),
            _ if word.trim().is_empty() => {}
            _ => here += 1,
        }
        most = most.max(here);
        rest = after;
    }
    most
}

/// What is around the first token inside a bracket.
fn begin(outer: &[usize]) -> usize {
    outer.last().map_or(0, |before| before + BRACKET)
}

/// How long what begins here is, and whether it is code.
fn token(text: &str, next: char) -> (usize, bool) {
    let until = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    match next {
        '/' if text.starts_with("//") => (text.find('\n').unwrap_or(text.len()), false),
        '/' if text.starts_with("/*") => (until("*/", 2), false),
        '"' => (1 + quoted(&text[1..], '"'), false),
        'r' if text[1..].trim_start_matches('#').starts_with('"') => {
            let hashes = text.len() - 1 - text[1..].trim_start_matches('#').len();
            (until(&format!("\"{}", "#".repeat(hashes)), 2 + hashes), false)
        }
        // A lifetime is not a character: `'a` has no second quote right behind.
        '\'' => {
            let mut chars = text[1..].chars();
            let is_character = chars.next() == Some('\\') || chars.next() == Some('\'');
            if is_character { (1 + quoted(&text[1..], '\''), false) } else { (1, true) }
        }
        c if c.is_alphanumeric() || c == '_' => {
            (text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len()), true)
        }
        c => (c.len_utf8(), true),
    }
}

/// Up to and with the closing quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}
