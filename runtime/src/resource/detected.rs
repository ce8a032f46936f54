//! What can be found out about the process and where it runs, under the names of OpenTelemetry's semantic conventions for resources.
//!
//! The command line is not among it: arguments hold secrets. Nor are paths, which hold users' names.

use std::{borrow::Cow, env, process};

use super::{Attribute, Resource};
use crate::{random, value::Value};

impl Resource {
    /// The least that every process says: its service's name, and which library has recorded its spans.
    pub(crate) fn least() -> Self {
        let mut resource = Resource::default();
        resource.detect(
            "service.name",
            program().map_or_else(|| "unknown_service".to_owned(), |name| format!("unknown_service:{name}")),
        );
        resource.detect("telemetry.sdk.name", "traced");
        resource.detect("telemetry.sdk.language", "rust");
        resource.detect("telemetry.sdk.version", env!("CARGO_PKG_VERSION"));
        resource
    }

    /// That, and which process of which host it is.
    pub(crate) fn detected() -> Self {
        let mut resource = Self::least();
        resource.detect("service.instance.id", instance());
        if let Some(name) = host::name().filter(|name| !name.is_empty()) {
            resource.detect("host.name", name);
        }
        resource.detect("host.arch", arch(env::consts::ARCH));
        resource.detect("os.type", system(env::consts::OS));
        resource.detect("process.pid", i64::from(process::id()));
        if let Some(name) = program() {
            resource.detect("process.executable.name", name);
        }
        resource
    }

    fn detect(&mut self, key: &'static str, value: impl Into<Value>) {
        self.put(Attribute { key: Cow::Borrowed(key), value: value.into(), detected: true });
    }
}

fn program() -> Option<String> {
    env::current_exe().ok()?.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// A random UUID (RFC 9562 §5.4).
fn instance() -> String {
    let bits = random::next_u128() & !(0xf << 76) & !(0b11 << 62) | 0x4 << 76 | 0b10 << 62;
    let digits = format!("{bits:032x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// The values of `host.arch` that have names of their own there.
pub(super) fn arch(rust: &'static str) -> &'static str {
    match rust {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "arm" => "arm32",
        "powerpc" => "ppc32",
        "powerpc64" => "ppc64",
        other => other,
    }
}

/// The values of `os.type` that have names of their own there.
pub(super) fn system(rust: &'static str) -> &'static str {
    match rust {
        "macos" => "darwin",
        "dragonfly" => "dragonflybsd",
        other => other,
    }
}

#[cfg(unix)]
mod host {
    use std::ffi::{c_char, c_int};

    unsafe extern "C" {
        fn gethostname(name: *mut c_char, len: usize) -> c_int;
    }

    /// What `hostname` prints.
    pub(super) fn name() -> Option<String> {
        // POSIX allows 255 bytes; whether a name that is cut off is terminated is not said.
        let mut name = [0_u8; 256];
        // SAFETY: the function is POSIX'; it writes no more than it is told, and one byte less leaves the last one zero.
        let answer = unsafe { gethostname(name.as_mut_ptr().cast(), name.len() - 1) };
        let name = name.split(|byte| *byte == 0).next()?;
        (answer == 0).then(|| String::from_utf8_lossy(name).into_owned())
    }
}

#[cfg(not(unix))]
mod host {
    pub(super) fn name() -> Option<String> {
        std::env::var("COMPUTERNAME").ok()
    }
}
