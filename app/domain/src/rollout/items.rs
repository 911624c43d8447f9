//! What a rollout is made of: after `OpenAI`'s guide for admins, in our words.

use super::{Item, Part, Sight};

const fn said(name: &'static str, part: Part, title: &'static str, how: &'static str) -> Item {
    Item { name, part, title, how, sight: None }
}

const fn seen(name: &'static str, title: &'static str, how: &'static str, sight: Sight) -> Item {
    Item { name, part: Part::Check, title, how, sight: Some(sight) }
}

/// Every item, in order.
pub const ITEMS: [Item; 24] = [
    said(
        "workspace-owner",
        Part::Owners,
        "A workspace owner is named",
        "Switches Codex on, decides who is in which group, and makes keys. One person, with a deputy.",
    ),
    said(
        "security-owner",
        Part::Owners,
        "A security owner is named",
        "Decides what Codex may do on machines and in the cloud: approvals, sandbox, network.",
    ),
    said(
        "analytics-owner",
        Part::Owners,
        "An analytics owner is named",
        "Reads the figures, looks after this installation, and answers questions about them.",
    ),
    said(
        "surfaces",
        Part::Access,
        "It is decided: local, cloud or both",
        "Local is the command line, the editor and the desktop app on people’s own machines. Cloud runs on OpenAI’s and needs a connection to your code hosting.",
    ),
    said(
        "toggles",
        Part::Access,
        "Codex is switched on in the workspace",
        "In the workspace’s settings, Codex has a switch of its own for local and one for the cloud. Leave off what was not decided for.",
    ),
    said(
        "groups",
        Part::Access,
        "There is a Codex Admin group beside a Codex Users group",
        "A few people may change policies and cloud environments; everybody else may use Codex. Groups that come from your directory keep themselves up to date.",
    ),
    said(
        "sign-in",
        Part::Access,
        "Multi-factor sign-in and single sign-on are required",
        "Codex can change code. Require the same sign-in as for your code hosting, and take leavers out by the directory.",
    ),
    said(
        "access-tokens",
        Part::Access,
        "Access tokens are settled, if programs use Codex",
        "Only where builds or scripts run Codex. Decide who may make them, for how long they last, and where they are kept. If no program does, tick it and leave them off.",
    ),
    said(
        "managed-policies",
        Part::Policy,
        "Managed policies are set",
        "Requirements that people cannot loosen: which approvals, which sandbox, which network, which servers for tools. Begin strict for everyone and loosen for a group.",
    ),
    said(
        "team-config",
        Part::Policy,
        "Team Config is in the busiest repositories",
        "Defaults, rules and skills in the folder .codex of a repository reach everyone who works in it. Begin with the five that most people share.",
    ),
    said(
        "github-connector",
        Part::Code,
        "The GitHub connector is installed",
        "Needed for the cloud and for reviews. With Enterprise Managed Users an owner of the organisation must install it. Give it the repositories that it needs and no more.",
    ),
    said(
        "ip-allow-list",
        Part::Code,
        "The IP allow list lets OpenAI in, if there is one",
        "Where your GitHub organisation has an allow list, add the ranges that OpenAI publishes, or reviews and cloud tasks cannot read. Without a list, tick it.",
    ),
    said(
        "code-review",
        Part::Code,
        "Code review is on",
        "In Codex’s settings for code review, by repository: on request, or for each pull request. Write in AGENTS.md what a review should look at.",
    ),
    said(
        "codex-security",
        Part::Code,
        "Codex Security is decided",
        "Looks through repositories for weaknesses. It has a switch and rights of its own: decide which repositories, and who reads the findings.",
    ),
    said(
        "adoption-owner",
        Part::Running,
        "An adoption owner is named",
        "Helps teams to begin: training, examples, somebody to ask. Looks at who has not begun, by team.",
    ),
    said(
        "compliance-owner",
        Part::Running,
        "A compliance owner is named",
        "Knows what is kept at OpenAI and for how long, and whether logs go to your own systems.",
    ),
    said(
        "review-cadence",
        Part::Running,
        "It is settled when the figures are looked at",
        "For example every second Monday in the rollout, then once a month, by the owners together.",
    ),
    said(
        "success-targets",
        Part::Running,
        "Success has a number",
        "For example: 60 % of a team active within 28 days of its start, at most so many credits a person. Targets for teams, never for persons.",
    ),
    seen(
        "local-seen",
        "The first work on somebody’s own machine",
        "Command line, editor or desktop app. Seen by Uptake in the figures.",
        Sight::Local,
    ),
    seen(
        "cloud-seen",
        "The first work in the cloud",
        "Cloud tasks and the web. Seen by Uptake in the figures.",
        Sight::Cloud,
    ),
    seen("review-seen", "The first code review", "Seen by Uptake in the figures.", Sight::Review),
    seen(
        "teams-seen",
        "The first person of each team",
        "Done once every team of the roster has had somebody active. It is the first activity that Uptake sees in the figures, not the first sign-in: OpenAI tells nothing of sign-ins.",
        Sight::Teams,
    ),
    said(
        "verify-access",
        Part::Check,
        "Access was tried out",
        "Somebody of each group signed in and could do what the group should, and somebody outside could not.",
    ),
    said(
        "verify-policy",
        Part::Check,
        "Policies were tried out",
        "On one machine and in one cloud task: what is forbidden was refused, and what needs an approval asked for it.",
    ),
];
