//! Why somebody is not let in, in words.

use jiff::SignedDuration;

use crate::desk::minutes;
use crate::people::sign_in::operations::NotLetIn;
use crate::people::sign_in::password::{LONGEST, SHORTEST, Strength, Weak};
use crate::platform::web::{Page, Phrase};

/// What is wrong, and with which field.
#[derive(Clone)]
pub struct Wrong {
    /// With everything together.
    pub form: Option<Phrase>,
    /// With the code.
    pub code: Option<Phrase>,
    /// With the new password.
    pub password: Option<Phrase>,
}

impl Wrong {
    /// Nothing.
    pub fn nothing() -> Self {
        Self { form: None, code: None, password: None }
    }

    /// Why somebody is not let in.
    pub fn of(page: &Page, why: NotLetIn) -> Self {
        let t = page.t;
        let code = match why {
            NotLetIn::Wrong => return Self { form: Some(t.sign_in_wrong()), ..Self::nothing() },
            NotLetIn::Wait(seconds) => return Self { form: Some(wait(page, seconds)), ..Self::nothing() },
            NotLetIn::CodeUsed => t.sign_in_code_used(),
            NotLetIn::WrongCode => t.sign_in_code_wrong(),
            NotLetIn::ClockWrong(ahead) => clock_wrong(page, ahead),
        };
        Self { code: Some(code), ..Self::nothing() }
    }

    /// Why a password is not taken.
    pub fn weak(page: &Page, why: Weak) -> Self {
        Self { password: Some(weak(page, why)), ..Self::nothing() }
    }
}

/// How long to wait.
pub fn wait(page: &Page, seconds: u64) -> Phrase {
    if seconds < 90 { page.t.sign_in_wait_seconds(seconds) } else { page.t.sign_in_wait_minutes(seconds.div_ceil(60)) }
}

/// That the telephone's clock is wrong, and what to do.
pub fn clock_wrong(page: &Page, ahead: SignedDuration) -> Phrase {
    let by = minutes(ahead);
    if ahead.is_positive() { page.t.sign_in_clock_ahead(by) } else { page.t.sign_in_clock_behind(by) }
}

/// Why a password is not taken.
pub fn weak(page: &Page, why: Weak) -> Phrase {
    match why {
        Weak::Short(missing) => page.t.password_short(missing, SHORTEST),
        Weak::Long => page.t.password_long(LONGEST),
        Weak::Known => page.t.password_known(),
        Weak::Common => page.t.password_common(),
    }
}

/// How good a password is.
pub fn strength(page: &Page, strength: Strength) -> Phrase {
    match strength {
        Strength::Enough => page.t.password_enough(),
        Strength::Good => page.t.password_good(),
        Strength::VeryGood => page.t.password_very_good(),
    }
}
