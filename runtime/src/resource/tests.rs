//! A resource has each key once.

use super::*;

#[test]
fn the_last_value_of_a_key_wins_in_its_first_place() {
    let mut resource = Resource::default();
    resource.set("a", 1);
    resource.set("b", "x");
    resource.set(String::from("a"), 2);
    assert_eq!(resource.iter().collect::<Vec<_>>(), [("a", &Value::I64(2)), ("b", &Value::from("x"))]);
    assert_eq!((resource.get("a"), resource.get("c")), (Some(&Value::I64(2)), None));
}

#[test]
fn what_was_found_out_gives_way_to_what_is_said() {
    let mut resource = Resource::detected();
    let said = |resource: &Resource| resource.given().map(|(key, _)| key.to_owned()).collect::<Vec<_>>();
    assert_eq!(said(&resource), [""; 0]);
    let mut given = Resource::default();
    given.set("host.name", "blue");
    resource.extend(given);
    assert_eq!(said(&resource), ["host.name"]);
    assert_eq!(resource.get("host.name"), Some(&"blue".into()));
    assert_eq!(resource.iter().filter(|(key, _)| *key == "host.name").count(), 1);
}

/// The kernel's own word for it, and what the process knows of itself.
#[cfg(target_os = "linux")]
#[test]
fn host_and_process_are_those_that_the_system_tells() {
    let resource = Resource::detected();
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    assert_eq!(resource.get("host.name").and_then(Value::as_str), Some(name.trim_end()));
    assert_eq!(resource.get("os.type"), Some(&"linux".into()));
    let this = std::fs::read_link("/proc/self").unwrap();
    assert_eq!(resource.get("process.pid").map(ToString::to_string).as_deref(), this.to_str());
    let program = std::fs::read_link("/proc/self/exe").unwrap();
    assert_eq!(resource.get("process.executable.name").and_then(Value::as_str), program.file_name().unwrap().to_str());
}

/// OpenTelemetry, "Host" and "Operating System": the well-known values.
#[test]
fn machines_and_systems_have_the_names_of_the_conventions() {
    let machines = ["x86_64", "aarch64", "arm", "x86", "s390x", "riscv64"].map(detected::arch);
    assert_eq!(machines, ["amd64", "arm64", "arm32", "x86", "s390x", "riscv64"]);
    assert_eq!(
        ["linux", "macos", "windows", "dragonfly"].map(detected::system),
        ["linux", "darwin", "windows", "dragonflybsd"]
    );
}

/// RFC 9562 §4: version 4 and variant 10, in five groups.
#[test]
fn each_instance_has_an_id() {
    let id = || Resource::detected().get("service.instance.id").and_then(Value::as_str).unwrap().to_owned();
    let (one, other) = (id(), id());
    assert_ne!(one, other);
    for id in [one, other] {
        assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(&id[14..15], "4");
        assert!("89ab".contains(&id[19..20]), "{id}");
    }
}
