//! Pieces that are easier seen alone: names, stacks, connection strings, ids.

use traced_runtime::{SpanId, TraceId, export::Resource};

use super::{
    aws, ids,
    name::clean,
    sql::{host_of, without_password},
    stack::{Frame, frames},
    value::seconds,
};

#[test]
fn a_name_is_of_letters_numbers_blanks_and_some_signs() {
    for (name, cleaned) in [
        ("Scorekeep", "Scorekeep"),
        ("ebdb@db.example.com", "ebdb@db.example.com"),
        ("GET /a?b=c", "GET /ab=c"),
        ("_.:/%&#=+\\-@", "_.:/%&#=+-@"),
        ("Zoë 東京 Ⅷ ²", "Zoë 東京 Ⅷ ²"),
        ("<T as \"X\">::f\n", "T as X::f"),
        // A letter beyond the first plane, a mark, a symbol.
        ("a\u{10400}e\u{301}\u{2603}b", "aeb"),
        ("", "span"),
        ("!?", "span"),
        (" ! ", "span"),
    ] {
        assert_eq!(clean(name), cleaned, "{name}");
    }
    assert_eq!(clean(&"é".repeat(300)).chars().count(), 200);
}

/// X-Ray Developer Guide, "Segment documents": 10:00 of December 2nd 2016 in California is 1480615200 seconds, or 58406520.
#[test]
fn a_trace_id_begins_with_its_version_and_a_time() {
    let id = TraceId::new(0x5840_6520_a006_6491_27e3_7190_3a2d_e979);
    assert_eq!(&ids::trace_id(id), b"1-58406520-a006649127e371903a2de979");
    assert_eq!(u32::from_str_radix("58406520", 16).unwrap(), 1_480_615_200);
}

#[test]
fn times_are_seconds_with_all_their_digits() {
    for (nanos, text) in
        [(1_480_615_200_010_000_000, "1480615200.010000000"), (1, "0.000000001"), (u64::MAX, "18446744073.709551615")]
    {
        let mut out = Vec::new();
        seconds(&mut out, nanos);
        assert_eq!(String::from_utf8(out).unwrap(), text);
    }
}

/// Vigna's `splitmix64.c` gives these for the seed 1234567.
#[test]
fn derived_ids_are_those_of_splitmix() {
    let numbers: Vec<_> = (0..5).map(|n| ids::derived(SpanId::new(1_234_567), n).number()).collect();
    assert_eq!(
        numbers,
        [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821
        ]
    );
}

#[test]
fn a_backtrace_is_read_frame_by_frame() {
    let text = "   0: std::backtrace::Backtrace::create\n   1: shop::orders::place\n             at ./src/orders.rs:42:9\n   \
                2: main\n             at C:\\shop\\main.rs:7\nand so on";
    let frame = |label, place| Frame { label, place };
    assert_eq!(
        frames(text).collect::<Vec<_>>(),
        [
            frame("std::backtrace::Backtrace::create", None),
            frame("shop::orders::place", Some(("./src/orders.rs", 42))),
            frame("main", Some(("C:\\shop\\main.rs", 7))),
        ]
    );
    assert_eq!(frames("a stack: of hay\nat noon").next(), None);
}

#[test]
fn connection_strings_lose_their_passwords() {
    for (connection, without) in [
        ("mysql://db.example:3306/orders", "mysql://db.example:3306/orders"),
        ("postgresql://shop:hunter2@db.example/orders", "postgresql://shop@db.example/orders"),
        ("postgresql://shop@db.example/orders", "postgresql://shop@db.example/orders"),
        ("jdbc:mysql://db.example/orders?user=shop&password=hunter2", "jdbc:mysql://db.example/orders?user=shop"),
        ("mysql://db.example/orders?password=hunter2", "mysql://db.example/orders"),
        ("Server=(local);Password=hunter2;User=sa", "Server=(local);User=sa"),
        ("Server=(local); Pwd = hunter2", "Server=(local);"),
    ] {
        assert_eq!(without_password(connection), without);
    }
}

#[test]
fn the_host_of_a_connection_string() {
    for (connection, host) in [
        ("jdbc:mysql://db.dev.example.com:3306", Some("db.dev.example.com")),
        ("postgresql://shop:hunter2@db.example/orders", Some("db.example")),
        ("postgresql://[::1]:5432/orders", Some("::1")),
        ("Server=(local)", None),
    ] {
        assert_eq!(host_of(connection), host);
    }
}

fn resource(attributes: &[(&'static str, &'static str)]) -> Resource {
    let mut resource = Resource::default();
    attributes.iter().for_each(|(key, text)| resource.set(*key, *text));
    resource
}

/// X-Ray Developer Guide, "Segment documents", `origin`; the names of platforms are OpenTelemetry's (resource conventions, "Cloud").
#[test]
fn the_origin_is_what_the_process_runs_on() {
    for (platform, launch, origin) in [
        ("aws_ec2", "", Some("AWS::EC2::Instance")),
        ("aws_ecs", "", Some("AWS::ECS::Container")),
        ("aws_ecs", "ec2", Some("AWS::ECS::EC2")),
        ("aws_ecs", "fargate", Some("AWS::ECS::Fargate")),
        ("aws_eks", "", Some("AWS::EKS::Container")),
        ("aws_elastic_beanstalk", "", Some("AWS::ElasticBeanstalk::Environment")),
        ("aws_app_runner", "", Some("AWS::AppRunner::Service")),
        ("gcp_cloud_run", "", None),
    ] {
        let found = aws::origin(&resource(&[("cloud.platform", platform), ("aws.ecs.launchtype", launch)]));
        assert_eq!(found, origin, "{platform} {launch}");
    }
    assert_eq!(aws::origin(&resource(&[("cloud.provider", "gcp"), ("cloud.platform", "aws_ec2")])), None);
    assert_eq!(aws::origin(&Resource::default()), None);
}

/// The members, which are closed here.
fn process(attributes: &[(&'static str, &'static str)]) -> String {
    let mut members = aws::process(&resource(attributes));
    members.pop();
    String::from_utf8(members).unwrap()
}

#[test]
fn what_is_known_of_the_process_is_said_where_it_is_awss() {
    let sdk = concat!("\"xray\":{\"sdk\":\"traced for rust\",\"sdk_version\":\"", env!("CARGO_PKG_VERSION"), "\"}");
    assert_eq!(process(&[]), sdk);
    assert_eq!(process(&[("cloud.provider", "azure"), ("cloud.account.id", "1"), ("host.id", "i")]), sdk);
    let machine = [
        ("cloud.provider", "aws"),
        ("cloud.platform", "aws_ec2"),
        ("cloud.availability_zone", "us-west-2c"),
        ("host.id", "i-0b5a4678fc325bg98"),
        ("host.type", "t3.micro"),
        ("host.image.id", "ami-1"),
    ];
    let ec2 = "\"ec2\":{\"instance_id\":\"i-0b5a4678fc325bg98\",\"availability_zone\":\"us-west-2c\",\"instance_size\":\"t3.micro\",\
               \"ami_id\":\"ami-1\"}";
    assert_eq!(process(&machine), format!("{ec2},{sdk}"));
    let beanstalk = [
        ("cloud.platform", "aws_elastic_beanstalk"),
        ("service.namespace", "scorekeep"),
        ("service.version", "app-5a56-170119_190650-stage-170119_190650"),
        ("service.instance.id", "32"),
    ];
    let block = "\"elastic_beanstalk\":{\"environment_name\":\"scorekeep\",\
                 \"version_label\":\"app-5a56-170119_190650-stage-170119_190650\",\"deployment_id\":32}";
    assert_eq!(process(&beanstalk), format!("{block},{sdk}"));
    let cluster =
        [("cloud.platform", "aws_eks"), ("k8s.cluster.name", "c"), ("k8s.pod.name", "p"), ("container.id", "d")];
    let block = "\"eks\":{\"cluster_name\":\"c\",\"pod\":\"p\",\"container_id\":\"d\"}";
    assert_eq!(process(&cluster), format!("{block},{sdk}"));
}
