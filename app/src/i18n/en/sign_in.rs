//! Words around providers of single sign-on.

use model::{CreationPolicy, Registration, SignInProblem};

use crate::i18n::sign_in::SignInMessages;

pub(super) const SIGN_IN: SignInMessages = SignInMessages {
    with: |name| format!("Sign in with {name}"),
    or: "or",
    no_way_in: "Sign-in by password is off, and no provider is on. Whoever runs MetaMCP can switch it on: `metamcp settings password-sign-in on`",
    only_by: |name| format!("The endpoint {name} is for single sign-on only"),
    only_by_text: "Sign in by one of these providers. Then you come back to the question of your client.",
    only_by_nobody: "None of its providers is on, so nobody can get there. Ask who keeps the endpoint.",
    you_are: |name| format!("You are signed in as {name} in another way."),
    link_title: "This account exists already",
    link_lead: |name, email| {
        format!(
            "The account {email} exists already. Enter its password once, and {name} signs you in to it from now on."
        )
    },
    link_button: "Link and sign in",
    link_other: "Sign in in another way",
    problem,
    linked: "Sign-in by providers",
    linked_text: "Accounts elsewhere that sign you in here.",
    provider: "Provider",
    account: "Account there",
    used: "Last used",
    link: |name| format!("Link {name}"),
    unlink: "Unlink",
    waiting: "People who wait to be let in",
    waiting_since: "Since",
    let_in: "Let in",
    turn_away: "Turn away",
    title: "Sign-in",
    lead: "How people sign in: by password, by providers of single sign-on (OpenID Connect), or both.",
    by_password: "Sign-in by password",
    by_password_text: "It can be off once an administrator has linked an account at a provider. The command line can always switch it on again.",
    sign_up: "New people by providers",
    sign_up_text: "Whether providers may bring people who have no account here. What becomes of them each provider says.",
    registration: "Registration by form",
    registration_choice: |registration| match registration {
        Registration::Off => ("Off", "Nobody makes an account by themselves."),
        Registration::Approved => (
            "They wait",
            "The sign-in page offers it; an administrator lets them in on the page of people.",
        ),
        Registration::Automatic => (
            "They get in at once",
            "As members. Only where everybody who reaches this page is welcome: addresses are not checked.",
        ),
    },
    by_form: "the form",
    providers: "Providers",
    no_providers: "No provider yet",
    no_providers_text: "Keycloak, Entra, Google, Authentik, Okta: whatever speaks OpenID Connect.",
    people: "Linked accounts",
    add: "Add provider",
    on: "On",
    off: "Off",
    from_environment: "From the environment",
    declared_text: "The variables that begin with OIDC_ say how to reach it. They are changed where MetaMCP is started.",
    new_lead: "Register MetaMCP there as a web application first; it gives you the client id and the secret.",
    connection: "Connection",
    name: "Name",
    name_hint: "What the button says: Sign in with …",
    slug: "Part of the path",
    slug_hint: "Letters, digits, - and _. It is a part of the callback URL, so it should not change later.",
    issuer: "Issuer",
    issuer_hint: "Or the URL of its discovery document, which ends with /.well-known/openid-configuration.",
    client_id: "Client ID",
    client_secret: "Client secret",
    client_secret_hint: "Empty for a public client. It is stored sealed and not shown again.",
    client_secret_kept: "One is stored. Empty keeps it.",
    scopes: "Scopes",
    scopes_hint: "Empty for openid email profile.",
    for_people: "What it means for people",
    creation: "Somebody who has no account here",
    creation_choice: |policy| match policy {
        CreationPolicy::Approved => ("Waits", "An administrator lets them in on the page of people."),
        CreationPolicy::Automatic => (
            "Gets an account at once",
            "Fits a provider that knows your own people only.",
        ),
        CreationPolicy::Off => ("Is not let in", "Only accounts that are linked already sign in."),
    },
    allowed_domains: "Domains of mail addresses",
    allowed_domains_hint: "Only people with such an address get an account. Empty for any.",
    default_role: "Role",
    groups_claim: "Claim with groups",
    groups_claim_hint: "Such as groups, roles or realm_access.roles. Empty for none.",
    role_rules: "Roles by group",
    role_rules_hint: "group = admin, member or viewer, one a line; the first that fits counts, at each sign-in. Whom none fits gets the role above.",
    team_rules: "Teams by group",
    team_rules_hint: "group = team, or group = team (manager), one a line; all that fit count, at each sign-in. Who leaves the group leaves the team. Who was put into a team by hand stays.",
    trust: "Trust addresses that it has not checked",
    trust_hint: "Only for a provider where nobody chooses their own address.",
    enabled: "People can sign in by it",
    register: "To register there",
    register_text: "The provider sends people to these addresses and to no others.",
    callback_url: "Callback (redirect URI)",
    sign_out_url: "After sign-out",
    test: "Test",
    test_title: "What the provider says",
    test_works: |facts| {
        let out = if facts.signs_out {
            "It signs people out, too."
        } else {
            "It signs nobody out: people are signed out here only."
        };
        format!(
            "It answers as it should. People sign in at {}. Keys that it signs with: {}. {out}",
            facts.authorization_endpoint, facts.keys
        )
    },
    test_fails: "The provider cannot be used",
    delete_title: |name| format!("Delete {name}?"),
    delete_text: |people| match people {
        0 => "Nobody signs in by it.".to_owned(),
        people => format!(
            "{people} linked accounts sign nobody in any more. The people stay; who has no password needs a link from you."
        ),
    },
    delete_button: "Delete provider",
};

fn problem(problem: SignInProblem) -> (&'static str, &'static str) {
    match problem {
        SignInProblem::NoProvider => (
            "This provider is not available",
            "It was removed or switched off. Choose another way to sign in.",
        ),
        SignInProblem::Unreachable => (
            "The provider does not answer as it should",
            "Try again in a moment. If it stays, an administrator finds the cause in the log and can test the provider.",
        ),
        SignInProblem::Refused => (
            "The provider did not sign you in",
            "You cancelled it there, or the provider does not let you use MetaMCP. Try again, or ask whoever runs the provider.",
        ),
        SignInProblem::Expired => (
            "This attempt is over",
            "It was too old, used before, or begun in another browser. Begin again here.",
        ),
        SignInProblem::Untrusted => (
            "The provider's answer could not be verified",
            "Try again. If it stays, an administrator finds the cause in the log.",
        ),
        SignInProblem::NoEmail => (
            "The provider tells no mail address",
            "An account needs one. Ask whoever runs the provider to share it with MetaMCP.",
        ),
        SignInProblem::UnverifiedEmail => (
            "Your mail address is not verified",
            "Verify it at the provider, then sign in again.",
        ),
        SignInProblem::ForeignDomain => (
            "Your mail address does not belong here",
            "Only some domains get an account. Sign in with another address, or ask an administrator.",
        ),
        SignInProblem::AccountExists => (
            "An account with your mail address exists",
            "Sign in as before, then link the provider on your account page.",
        ),
        SignInProblem::Closed => (
            "You have no account here",
            "Nobody new is let in by providers. Ask an administrator for an account.",
        ),
        SignInProblem::Waiting => (
            "You are nearly in",
            "An administrator has to let you in. Then sign in again.",
        ),
        SignInProblem::TooManyWaiting => (
            "Too many people wait already",
            "Ask an administrator to look at the page of people, then sign in again.",
        ),
        SignInProblem::LinkedElsewhere => (
            "This account is somebody else's here",
            "It signs in another person already. They have to unlink it first.",
        ),
        SignInProblem::SignedOut => (
            "You were signed out meanwhile",
            "Sign in, then link the provider again on your account page.",
        ),
        SignInProblem::NotSetUp => (
            "The first administrator is missing",
            "Make them on the setup page first.",
        ),
        SignInProblem::TooMany => ("Too many attempts", "Wait a minute, then try again."),
        SignInProblem::Failed => (
            "Something broke on our side",
            "Try again. If it stays, an administrator finds the cause in the log.",
        ),
    }
}
