//! Patterns for paths and for names.
//!
//! A path is a module's path, a type where there is one, and a function, joined by `::`. In a pattern
//!
//! - `*` and `?` stand for any letters and for one, within a part; `**` for any number of parts;
//! - a path without a star at its end means the item and all that is in it: `shop::orders` is the module, `shop::Order` the type;
//! - `crate` is the root of any crate; a part that begins with a capital letter, at the start, is a type anywhere: `Order::place`;
//! - `!` in front excludes.

/// Whether a text fits a pattern, in which `*` stands for any letters and `?` for one.
///
/// ```
/// assert!(traced_config::like("GET /*", "GET /orders"));
/// assert!(!traced_config::like("get_?", "get_xy"));
/// ```
pub fn like(pattern: &str, text: &str) -> bool {
    fits(pattern.as_bytes(), text.as_bytes())
}

fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    // Where the last star was, and how much of the name it has taken.
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == name[n] => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                (p, n) = (at + 1, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    /// `**`
    Any,
    /// Without a star.
    Exactly(String),
    Like(String),
}

impl Part {
    fn fits(&self, name: &str) -> bool {
        match self {
            Part::Any => true,
            Part::Exactly(word) => word == name,
            Part::Like(pattern) => fits(pattern.as_bytes(), name.as_bytes()),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Path(Vec<Part>);

impl Path {
    fn parse(text: &str) -> Result<Self, &'static str> {
        const ACCEPTED: &str =
            "a path of names joined by `::`, with `*`, `?`, or a part `**`, such as `shop::orders::**`";
        let mut parts = Vec::new();
        for (i, part) in text.split("::").enumerate() {
            let part = part.trim();
            let legal = |c: char| c == '_' || c == '*' || c == '?' || c == '-' || c == '#' || c.is_alphanumeric();
            if part.is_empty() || !part.chars().all(legal) || (part.contains("**") && part != "**") {
                return Err(ACCEPTED);
            }
            if i == 0 && part.starts_with(char::is_uppercase) {
                parts.push(Part::Any);
            }
            parts.push(match part {
                "**" => Part::Any,
                "crate" if i == 0 => Part::Like("*".to_owned()),
                // Packages have hyphens where their crates have none.
                _ if part.contains(['*', '?']) => Part::Like(part.replace('-', "_")),
                _ => Part::Exactly(part.trim_start_matches("r#").replace('-', "_")),
            });
        }
        if matches!(parts.last(), Some(Part::Exactly(_))) {
            parts.push(Part::Any);
        }
        Ok(Self(parts))
    }

    fn fits(&self, path: &[&str]) -> bool {
        fn go(parts: &[Part], path: &[&str]) -> bool {
            match parts.split_first() {
                None => path.is_empty(),
                Some((Part::Any, [])) => true,
                Some((Part::Any, rest)) => (0..=path.len()).any(|from| go(rest, &path[from..])),
                Some((part, rest)) => path.split_first().is_some_and(|(name, more)| part.fits(name) && go(rest, more)),
            }
        }
        go(&self.0, path)
    }
}

/// Patterns for paths: those that include, and those that exclude.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths {
    with: Vec<Path>,
    without: Vec<Path>,
}

impl Paths {
    /// Adds a pattern.
    ///
    /// # Errors
    /// It is none; what would be.
    pub fn add(&mut self, pattern: &str) -> Result<(), &'static str> {
        match pattern.trim().strip_prefix('!') {
            Some(pattern) => self.without.push(Path::parse(pattern.trim())?),
            None => self.with.push(Path::parse(pattern.trim())?),
        }
        Ok(())
    }

    /// Whether one of them includes the path, and none excludes it. Where all exclude, what is left is included.
    pub fn fits(&self, path: &[&str]) -> bool {
        (self.with.is_empty() || self.with.iter().any(|pattern| pattern.fits(path)))
            && !self.without.iter().any(|pattern| pattern.fits(path))
    }
}

/// Patterns for names, as in `"get_*|!get_mut"`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    with: Vec<String>,
    without: Vec<String>,
}

impl Names {
    /// # Errors
    /// It is none; what would be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const ACCEPTED: &str =
            "names with `*` or `?`, joined by `|`, with `!` in front of those to exclude, such as `!fmt|!drop`";
        let mut names = Self::default();
        for name in text.split('|').map(str::trim) {
            let (list, name) = match name.strip_prefix('!') {
                Some(name) => (&mut names.without, name.trim()),
                None => (&mut names.with, name),
            };
            if name.is_empty() || !name.chars().all(|c| c == '_' || c == '*' || c == '?' || c.is_alphanumeric()) {
                return Err(ACCEPTED);
            }
            list.push(name.to_owned());
        }
        Ok(names)
    }

    /// Whether one of them includes the name, and none excludes it. Where all exclude, what is left is included.
    pub fn fits(&self, name: &str) -> bool {
        let any = |list: &[String]| list.iter().any(|pattern| fits(pattern.as_bytes(), name.as_bytes()));
        (self.with.is_empty() || any(&self.with)) && !any(&self.without)
    }
}
