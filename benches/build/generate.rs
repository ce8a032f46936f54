//! Writes the crates: five hundred functions of two arguments, every other one `async`, all of them used.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::variant::Variant;

/// Functions of a crate.
pub const FUNCTIONS: usize = 500;

const MODULES: usize = 10;

/// Writes the crate of `variant` below `folder`, anew; `root` is where `traced` lives.
///
/// # Errors
/// When it cannot be written.
pub fn annotated(variant: &Variant, folder: &Path, root: &Path) -> io::Result<PathBuf> {
    let package = package(variant, folder, root)?;
    let mut lib = String::from("//! Made to be compiled.\n\npub mod drive;\n");
    for module in 0..MODULES {
        writeln!(lib, "pub mod m{module};").map_err(io::Error::other)?;
        fs::write(package.join(format!("src/m{module}.rs")), functions(variant.attribute, FUNCTIONS / MODULES))?;
    }
    fs::write(package.join("src/drive.rs"), DRIVE)?;
    fs::write(package.join("src/lib.rs"), lib)?;
    Ok(package)
}

/// Writes a crate that has the dependencies of `variant` and no code.
///
/// # Errors
/// When it cannot be written.
pub fn empty(variant: &Variant, folder: &Path, root: &Path) -> io::Result<PathBuf> {
    let package = package(variant, folder, root)?;
    fs::write(package.join("src/lib.rs"), "//! Made to build its dependencies.\n")?;
    Ok(package)
}

fn package(variant: &Variant, folder: &Path, root: &Path) -> io::Result<PathBuf> {
    let package = folder.join(variant.name);
    fs::create_dir_all(package.join("src"))?;
    let dependencies = variant.dependencies.replace("{root}", &root.display().to_string());
    let manifest = format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n[dependencies]\n{dependencies}\n",
        variant.name
    );
    fs::write(package.join("Cargo.toml"), manifest)?;
    // The same versions of everything. Cargo takes out what is not needed, once.
    let (from, to) = (root.join("Cargo.lock"), package.join("Cargo.lock"));
    if from.exists() && !to.exists() {
        fs::copy(from, to)?;
    }
    Ok(package)
}

/// A driver that boxes a future, so that every poll function is compiled and not only its type.
const DRIVE: &str = "//! Polls a future once.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

pub fn once(mut future: Pin<Box<dyn Future<Output = u64> + '_>>) -> u64 {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => 0,
    }
}
";

fn functions(attribute: &str, count: usize) -> String {
    let mut code = String::from("//! Made to be compiled.\n\nuse crate::drive::once;\n\n");
    for n in (0..count).step_by(2) {
        let next = n + 1;
        let pair = format!(
            "{attribute}
pub fn f{n}(id: u64, name: &str) -> u64 {{
    let mut sum = id + {n};
    for byte in name.bytes() {{
        sum = sum.rotate_left(5) ^ u64::from(byte);
    }}
    sum
}}

{attribute}
pub async fn f{next}(id: u64, name: &str) -> u64 {{
    let mut sum = std::future::ready(id + {n}).await;
    for byte in name.bytes() {{
        sum = sum.rotate_left(5) ^ u64::from(byte);
    }}
    sum
}}

pub fn use{n}() -> u64 {{
    f{n}({n}, \"espresso\") + once(Box::pin(f{next}({next}, \"latte\")))
}}

"
        );
        code.push_str(&pair);
    }
    code
}
