//! What is AWS's: the block `aws`, of the process and of calls to AWS, and what kind of resource the process runs on.

use traced_runtime::{Value, export::Resource};

use super::{
    facts::{Fact, Facts},
    sheet::{Section, Sheet},
    value::{close, named, number, text},
};

/// Whether a span calls AWS: its instrumentation says so.
pub(super) fn is_call(facts: &Facts<'_>) -> bool {
    facts.text(Fact::RpcSystem) == Some("aws-api") || facts.text(Fact::AwsService).is_some()
}

/// The block: of a segment what is known of the process, and of both what is known of a call.
pub(super) fn aws(sheet: &mut Sheet, facts: &mut Facts<'_>, process: &[u8], call: bool) {
    let operation = if call { [Fact::AwsOperation, Fact::RpcMethod] } else { [Fact::AwsOperation; 2] };
    let operation = operation.into_iter().find(|fact| facts.text(*fact).is_some());
    let known = [
        (operation.unwrap_or(Fact::AwsOperation), "operation"),
        (Fact::AwsAccount, "account_id"),
        (Fact::AwsRegion, "region"),
        (Fact::AwsRequest, "request_id"),
        (Fact::AwsQueue, "queue_url"),
        (Fact::AwsTable, "table_name"),
    ];
    if process.is_empty() && known.iter().all(|(fact, _)| facts.text(*fact).is_none()) {
        return;
    }
    sheet.piece(Section::Top, |out| {
        out.extend_from_slice(b"\"aws\":{");
        out.extend_from_slice(process);
        for (fact, name) in known {
            // The account of a segment is its process's.
            if let Some(found) = facts.text(fact).filter(|_| !(fact == Fact::AwsAccount && has_account(process))) {
                text(out, name, found);
                facts.say(fact);
            }
        }
        close(out, b'}');
    });
}

const ACCOUNT: &[u8] = b"\"account_id\":";

fn has_account(process: &[u8]) -> bool {
    process.starts_with(ACCOUNT)
}

/// Members of the block `aws` of a process, with commas: which SDK this is, and what the resource's attributes tell of AWS.
pub(super) fn process(resource: &Resource) -> Vec<u8> {
    let mut out = Vec::new();
    let find = |name: &str| resource.get(name).and_then(Value::as_str);
    let on_aws = find("cloud.provider").is_none_or(|provider| provider == "aws");
    if on_aws {
        if let Some(account) = find("cloud.account.id") {
            text(&mut out, "account_id", account);
        }
        let platform = find("cloud.platform").unwrap_or_default();
        let mut block = |name: &str, members: &[(&str, &str)]| {
            named(&mut out, name);
            out.push(b'{');
            for (member, attribute) in members {
                if let Some(found) = find(attribute) {
                    text(&mut out, member, found);
                }
            }
            if *name == *"elastic_beanstalk"
                && let Some(deployment) = find("service.instance.id").and_then(|id| id.parse().ok())
            {
                number(&mut out, "deployment_id", deployment);
            }
            close(&mut out, b'}');
            out.push(b',');
        };
        let zone = ("availability_zone", "cloud.availability_zone");
        let container = ("container_id", "container.id");
        match platform {
            "aws_ecs" => block("ecs", &[("container", "container.name"), container, zone]),
            "aws_elastic_beanstalk" => block(
                "elastic_beanstalk",
                &[("environment_name", "service.namespace"), ("version_label", "service.version")],
            ),
            "aws_eks" => block("eks", &[("cluster_name", "k8s.cluster.name"), ("pod", "k8s.pod.name"), container]),
            _ => {}
        }
        if platform == "aws_ec2" || find("host.id").is_some() && find("cloud.provider").is_some() {
            let machine = [("instance_size", "host.type"), ("ami_id", "host.image.id")];
            block("ec2", &[&[("instance_id", "host.id"), zone], &machine[..]].concat());
        }
    }
    out.extend_from_slice(b"\"xray\":{");
    text(&mut out, "sdk", "traced for rust");
    text(&mut out, "sdk_version", env!("CARGO_PKG_VERSION"));
    close(&mut out, b'}');
    out.push(b',');
    out
}

/// X-Ray's name for the kind of resource that the process runs on.
pub(super) fn origin(resource: &Resource) -> Option<&'static str> {
    let find = |name: &str| resource.get(name).and_then(Value::as_str);
    if find("cloud.provider").is_some_and(|provider| provider != "aws") {
        return None;
    }
    Some(match (find("cloud.platform")?, find("aws.ecs.launchtype")) {
        ("aws_app_runner", _) => "AWS::AppRunner::Service",
        ("aws_eks", _) => "AWS::EKS::Container",
        ("aws_elastic_beanstalk", _) => "AWS::ElasticBeanstalk::Environment",
        ("aws_ecs", Some("ec2")) => "AWS::ECS::EC2",
        ("aws_ecs", Some("fargate")) => "AWS::ECS::Fargate",
        ("aws_ecs", _) => "AWS::ECS::Container",
        ("aws_ec2", _) => "AWS::EC2::Instance",
        _ => return None,
    })
}
