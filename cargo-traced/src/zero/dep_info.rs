//! The file that says what a crate was made from: cargo looks there for what may have changed.

use std::{fs, io, path::Path};

/// Names the original files, and the configuration beside them.
pub(super) fn correct(file: &Path, mirror: &Path, original: &Path, config: Option<&Path>) -> io::Result<()> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    fs::write(file, corrected(&text, mirror, original, config))
}

/// The same of its text. In it, spaces of paths are escaped.
pub(super) fn corrected(text: &str, mirror: &Path, original: &Path, config: Option<&Path>) -> String {
    let escaped = |path: &Path| path.display().to_string().replace(' ', "\\ ");
    let text = text.replace(&format!("{}/", escaped(mirror)), &format!("{}/", escaped(original)));
    let Some(config) = config.map(escaped) else { return text };
    let mut out = String::new();
    for line in text.lines() {
        out.push_str(line);
        let is_rule = !line.starts_with('#') && line.split_once(": ").is_some_and(|(_, files)| !files.is_empty());
        if is_rule && !line.contains(&config) {
            out.push(' ');
            out.push_str(&config);
        }
        out.push('\n');
    }
    // What make wants of each file that may go away.
    out + "\n" + &config + ":\n"
}
