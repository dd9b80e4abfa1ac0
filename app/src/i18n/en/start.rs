//! First run and sign-in.

use crate::i18n::start::StartMessages;

pub(super) const START: StartMessages = StartMessages {
    sign_in: "Sign in",
    email: "Email",
    password: "Password",
    wrong_login: "Email or password is not right.",
    register: "Create an account",
    register_lead: "With name, address and a password.",
    register_waits: "An administrator has to let you in before you can sign in. Nobody is told whether an address is known here.",
    have_account: "I have an account",
    no_account: "No account yet?",
    setup_title: "Welcome to MetaMCP",
    setup_lead: "Create the first administrator. It takes one form, then you connect your first server.",
    your_name: "Your name",
    password_hint: |min| {
        format!("At least {min} characters. A few words are easier to remember than symbols.")
    },
    token: "Setup token",
    token_hint: "Printed on the console where MetaMCP was started. It is asked for because you are not on that machine.",
    create_admin: "Create administrator",
    already_set_up: "MetaMCP is set up",
    already_set_up_text: "The first administrator exists. Sign in, or ask an administrator for an account.",
    invited_title: "You are invited",
    invited_lead: |email| format!("Choose a name and a password for {email}."),
    accept: "Create account",
    reset_title: "New password",
    reset_lead: |email| format!("Choose a new password for {email}. You are signed out everywhere else."),
    set_password: "Set password",
    dead_link: "This link opens nothing",
    dead_link_text: "It was used already, taken back, is too old or cut off. Sign in if you have done this before; otherwise ask whoever gave it to you for a new one.",
};
