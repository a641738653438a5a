// Is the session still good? An open page asks every few seconds, so that nothing stays on the screen of somebody who has no
// right to it any more, and so that he is warned before he loses his place.
import { ask, post } from "./ask";

const ASKS_EVERY_MS = 3_000;
const ASKS_AGAIN_MS = 600;
const KEEPS_EVERY_MS = 10_000;
const TELLS_EVERY_MS = 30_000;

interface State {
  session: string;
  locked: boolean;
  locks_in_ms: number;
  ends_in_ms: number;
  warns_before_ms: number;
}

export function watchSession(keep: () => Promise<void>): void {
  const { session } = document.body.dataset;
  if (session && document.body.dataset.locked === undefined) new Watch(session, keep).begin();
}

class Watch {
  private readonly warning = document.querySelector<HTMLElement>("[data-warning]");
  /** When this page must not be seen any more, even if the hub cannot be asked: by the browser's own steady clock. */
  private until = performance.now() + Number(document.body.dataset.locksAt) - Number(document.body.dataset.now);
  private toldAt = performance.now();
  private keptAt = 0;
  private over = false;

  constructor(private readonly session: string, private readonly keep: () => Promise<void>) {}

  begin(): void {
    setInterval(() => void this.look(), ASKS_EVERY_MS);
    document.addEventListener("visibilitychange", () => void this.look());
    // A page that comes back from the browser's memory is older than what the hub knows.
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    for (const sign of ["keydown", "pointerdown", "input"]) document.addEventListener(sign, () => void this.somebodyIsHere(), { passive: true });
    this.warning?.querySelector("[data-stay]")?.addEventListener("click", () => void this.stay());
    for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-leaves]")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        void this.keep().finally(() => button.form?.submit());
      });
    }
  }

  private async look(): Promise<void> {
    if (this.over) return;
    const state = await this.state().catch(() => undefined);
    if (this.over) return;
    if (state === undefined) {
      if (performance.now() > this.until) this.dark();
    } else if (state === null || state.session !== this.session) {
      this.dark();
    } else if (state.locked) {
      this.goTo("/session/unlock");
    } else {
      await this.stillHere(state);
    }
  }

  /** `null`: there is no session; `undefined` where the hub did not answer. */
  private async state(): Promise<State | null | undefined> {
    const first = await ask("GET", "/session/state");
    if (first.ok) return first.json();
    if (first.status !== 401) return undefined;
    // Another window may just have got the session a new token: the cookie is there a moment later.
    await new Promise((done) => setTimeout(done, ASKS_AGAIN_MS));
    const second = await ask("GET", "/session/state");
    if (second.ok) return second.json();
    return second.status === 401 ? null : undefined;
  }

  private async stillHere(state: State): Promise<void> {
    const left = Math.min(state.locks_in_ms, state.ends_in_ms);
    this.until = performance.now() + left;
    const ends = state.ends_in_ms <= state.warns_before_ms;
    const locks = state.locks_in_ms <= state.warns_before_ms;
    this.warn(ends, locks);
    if ((ends || locks) && performance.now() - this.keptAt > KEEPS_EVERY_MS) {
      this.keptAt = performance.now();
      await this.keep();
    }
  }

  private warn(ends: boolean, locks: boolean): void {
    if (!this.warning) return;
    const part = (name: string) => this.warning?.querySelector<HTMLElement>(`[data-${name}]`);
    const [end, lock, stay] = [part("warning-end"), part("warning-lock"), part("stay")];
    if (end) end.hidden = !ends;
    if (lock) lock.hidden = ends || !locks;
    if (stay) stay.hidden = ends;
    this.warning.hidden = !ends && !locks;
  }

  private async somebodyIsHere(): Promise<void> {
    if (this.over || performance.now() - this.toldAt < TELLS_EVERY_MS) return;
    await this.stay();
  }

  private async stay(): Promise<void> {
    this.toldAt = performance.now();
    await post("/session/presence", {}).catch(() => undefined);
    await this.look();
  }

  private goTo(place: string): void {
    this.over = true;
    location.replace(`${place}?back=${encodeURIComponent(location.pathname + location.search)}`);
  }

  /** Nothing of what was seen stays on the screen. */
  private dark(): void {
    this.over = true;
    const words = document.querySelector<HTMLTemplateElement>("template[data-gone]")?.content.cloneNode(true);
    const main = document.createElement("main");
    main.className = "dark";
    if (words) main.append(words);
    main.querySelector("a")?.setAttribute("href", `/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`);
    document.body.replaceChildren(main);
  }
}
