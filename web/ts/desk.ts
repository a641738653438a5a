// The members' pages. Everything but passkeys works without this: it warns before a lock, keeps what was written, and clears
// the screen when the session has ended elsewhere. The server decides; this only asks.
import { keepDrafts } from "./desk/drafts";
import { offerPasskeys } from "./desk/passkey";
import { showPasswords, showStrength } from "./desk/password";
import { watchSession } from "./desk/watch";

offerPasskeys();
showPasswords();
showStrength();
watchSession(keepDrafts());
