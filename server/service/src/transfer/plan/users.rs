//! People are created and changed, never deleted; a password is set once.

use std::collections::HashMap;

use model::{MIN_PASSWORD, Problem, Role, UserDeclaration, UserInput};
use store::UserRecord;

use super::{Planner, differing};
use crate::{transfer::steps::Step, users};

const NOUN: &str = "user";

impl Planner<'_> {
    pub(super) fn users(&mut self) {
        for (email, declared) in &self.declaration.users {
            let input = input(email, declared);
            if let Err(errors) = input.validate() {
                self.errors.check_inside(&format!("users.{email}"), Err(errors));
                continue;
            }
            let before = self.before;
            let known = self
                .users
                .get(&input.email.to_lowercase())
                .and_then(|id| before.user(*id));
            if let Some(user) = known {
                self.known_user(email, user, input);
            } else {
                self.new_user(email, &input, declared.password.clone());
            }
        }
        self.keep_an_admin();
    }

    /// Whoever is administrator by what is saved stays one, unless the declaration leaves another one.
    fn keep_an_admin(&mut self) {
        let declared: HashMap<String, Role> = self
            .declaration
            .users
            .iter()
            .map(|(email, declared)| (email.trim().to_lowercase(), declared.role))
            .collect();
        let is_left = |user: &&UserRecord| {
            let role = declared.get(&user.email.to_lowercase());
            role.is_none_or(|role| *role == Role::Admin)
        };
        let admins = || {
            let users = self.before.users().iter();
            users.filter(|user| user.role == Role::Admin)
        };
        let is_new = declared.values().any(|role| *role == Role::Admin);
        if is_new || admins().any(|admin| is_left(&admin)) {
            return;
        }
        let demoted = self.declaration.users.keys().filter(|email| {
            let email = email.trim().to_lowercase();
            admins().any(|admin| admin.email.to_lowercase() == email)
        });
        let demoted: Vec<_> = demoted.map(|email| format!("users.{email}.role")).collect();
        for path in demoted {
            self.errors.add(&path, Problem::LastAdmin);
        }
    }

    fn new_user(&mut self, email: &str, input: &UserInput, password: Option<String>) {
        let user = users::record(input, self.now);
        if self.users.insert(user.email.to_lowercase(), user.id).is_some() {
            self.errors.add(&format!("users.{email}"), Problem::Taken);
        }
        self.create(NOUN, email, Step::CreateUser(user, password));
    }

    fn known_user(&mut self, email: &str, user: &UserRecord, input: UserInput) {
        let details = differing([
            ("name", user.name != input.name),
            ("role", user.role != input.role),
        ]);
        let changed = UserRecord {
            name: input.name,
            role: input.role,
            updated_at: self.now,
            ..user.clone()
        };
        self.change(NOUN, email, details, vec![Step::ChangeUser(changed)]);
    }
}

fn input(email: &str, declared: &UserDeclaration) -> UserInput {
    UserInput {
        name: declared.name.trim().to_owned(),
        email: email.trim().to_owned(),
        // Without a password there is none to check.
        password: declared
            .password
            .clone()
            .unwrap_or_else(|| "x".repeat(MIN_PASSWORD)),
        role: declared.role,
    }
}
